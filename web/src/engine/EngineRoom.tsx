import { useEffect, useState, type ReactNode } from 'react';
import { useText } from '../text';
import { NO_PICTURE, watchEngine, type Frame } from './feed';
import { Blocks } from './Blocks';
import { Rates, Steps } from './charts';
import './engine.css';

/** What the engine does, live. */
export default function EngineRoom({ ready }: { ready: boolean }) {
  const t = useText();
  const [picture, setPicture] = useState(NO_PICTURE);
  useEffect(() => {
    if (!ready) return;
    const stop = new AbortController();
    void watchEngine(setPicture, stop.signal);
    return () => stop.abort();
  }, [ready]);
  const { frame, rates, steps, lost } = picture;
  const rate = rates.at(-1);
  return (
    <section className="page engine-room" aria-labelledby="engine-title" tabIndex={0}>
      <div className="page-body">
        <div className="lead">
          <h1 id="engine-title">{t.engine.title}</h1>
          <p className="soft">{t.engine.text}</p>
        </div>
        {lost && (
          <div className="note ember" role="alert">
            <p>{t.engine.lost}</p>
          </div>
        )}
        <dl className="figures">
          <Figure name={t.engine.running}>{frame?.running ?? '–'}</Figure>
          <Figure name={t.engine.waiting}>{frame?.waiting ?? '–'}</Figure>
          <Figure name={t.engine.rate}>{rate ? whole(rate.written) : '–'}</Figure>
          <Figure name={t.engine.prompt}>{rate ? whole(rate.read) : '–'}</Figure>
          <Figure name={t.engine.hits}>{frame ? hits(frame) : '–'}</Figure>
          <Figure name={t.engine.preemptions}>{frame?.preemptions.toLocaleString() ?? '–'}</Figure>
        </dl>
        <Blocks blocks={frame?.blocks} />
        <Steps steps={steps} />
        <Rates rates={rates} />
      </div>
    </section>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function whole(n: number): string {
  return Math.round(n).toLocaleString();
}

function hits(frame: Frame): string {
  if (frame.prefix_queried_tokens === 0) return '–';
  return `${Math.round((100 * frame.prefix_hit_tokens) / frame.prefix_queried_tokens)} %`;
}
