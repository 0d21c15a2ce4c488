import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useEnter } from '../chat/Composer';
import { troubleText } from '../chat/TroubleNote';
import { Markdown } from '../markdown/Markdown';
import { useText } from '../text';
import { usePreferences } from '../ui/preferences';
import { NOT_ASKED, race, type Side } from './race';
import './compare.css';

/** The same question to both ways of answering, side by side, with a clock each. */
export default function Compare({ ready, guide }: { ready: boolean; guide: boolean }) {
  const t = useText();
  const { enterSends } = usePreferences();
  const [question, setQuestion] = useState<string>();
  const [streamed, setStreamed] = useState(NOT_ASKED);
  const [waited, setWaited] = useState(NOT_ASKED);
  const stop = useRef<AbortController>(undefined);
  const text = question ?? (guide ? t.empty.guideIdeas : t.empty.ideas)[0]!;
  const busy = [streamed, waited].some((side) => side.phase === 'asked' || side.phase === 'reading');
  const enter = useEnter(() => ask(), enterSends);
  useEffect(() => () => stop.current?.abort(), []);

  function ask() {
    if (busy || !ready || text.trim() === '') return;
    stop.current = new AbortController();
    void race(text, stop.current.signal, setStreamed, setWaited);
  }

  return (
    <section className="page compare" aria-labelledby="compare-title" tabIndex={0}>
      <div className="page-body">
        <div className="lead">
          <h1 id="compare-title">{t.compare.title}</h1>
          <p className="soft">{t.compare.text}</p>
        </div>
        <form
          className="ask"
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            ask();
          }}
        >
          <label htmlFor="question">{t.compare.question}</label>
          <div className="ask-row">
            <textarea id="question" className="field" rows={2} value={text} onChange={(event) => setQuestion(event.target.value)} {...enter} />
            {busy ? (
              <button type="button" className="button" onClick={() => stop.current?.abort()}>
                {t.compare.stop}
              </button>
            ) : (
              <button type="submit" className="button primary" disabled={!ready || text.trim() === ''}>
                {t.compare.start}
              </button>
            )}
          </div>
        </form>
        <Verdict streamed={streamed} waited={waited} />
        <div className="ways">
          <Way name={t.compare.streamed} side={streamed} />
          <Way name={t.compare.waited} side={waited} />
        </div>
        <p className="hint">{t.compare.seed}</p>
      </div>
    </section>
  );
}

/** How much sooner one reads, once both are known. */
function Verdict({ streamed, waited }: { streamed: Side; waited: Side }) {
  const t = useText();
  const done = streamed.firstAfter !== undefined && waited.phase === 'done' && waited.endAfter !== undefined;
  const times = done ? waited.endAfter / Math.max(1, streamed.firstAfter) : 0;
  return (
    <p className="verdict" role="status">
      {done ? t.compare.gain(times < 10 ? times.toFixed(1) : String(Math.round(times))) : ''}
    </p>
  );
}

function Way({ name, side }: { name: string; side: Side }) {
  const t = useText();
  const now = useClock(side);
  const first = side.firstAfter ?? now;
  const end = side.endAfter ?? now;
  return (
    <section className="card way" aria-label={name} aria-busy={side.phase === 'asked' || side.phase === 'reading'}>
      <h2>{name}</h2>
      <dl className="clocks">
        <div className={side.firstAfter === undefined ? 'clock' : 'clock settled'}>
          <dt>{t.compare.firstWords}</dt>
          <dd>{first === undefined ? '–' : t.seconds(first)}</dd>
        </div>
        <div className={side.endAfter === undefined ? 'clock' : 'clock settled'}>
          <dt>{t.compare.whole}</dt>
          <dd>{end === undefined ? '–' : t.seconds(end)}</dd>
        </div>
      </dl>
      {side.trouble ? (
        <div className="note ember" role="alert">
          <p>{troubleText(t, side.trouble)}</p>
        </div>
      ) : side.text === '' ? (
        <p className="soft small">{side.phase === 'idle' ? '' : t.compare.waiting}</p>
      ) : (
        <Markdown text={side.text} growing={side.phase === 'reading'} />
      )}
    </section>
  );
}

/** Milliseconds since the question, while it runs. */
function useClock(side: Side): number | undefined {
  const runs = side.phase === 'asked' || side.phase === 'reading';
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (!runs) return;
    setNow(performance.now());
    const timer = setInterval(() => setNow(performance.now()), 50);
    return () => clearInterval(timer);
  }, [runs]);
  return runs ? Math.max(0, now - side.sent) : undefined;
}
