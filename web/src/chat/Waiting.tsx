import type { Running } from '../conversation/chats';
import { useText } from '../text';
import { Brook } from '../ui/Icon';
import { useSecondsUntil } from '../ui/time';

/** What an unfinished answer is waiting for. */
export function Waiting({ running, onHurry }: { running: Running; onHurry: () => void }) {
  const t = useText();
  const left = useSecondsUntil(running.phase === 'full' ? running.again : undefined);
  const text = {
    sending: t.state.sending,
    queued: t.state.queued(running.position ?? 0),
    reading: t.state.reading(running.promptTokens ?? 0),
    writing: running.pieces > 1 ? t.facts.tokens(running.pieces) : t.state.writing,
    full: t.state.full(left),
  }[running.phase];
  return (
    <p className={`waiting ${running.phase}`}>
      <Brook flowing />
      <span>{text}</span>
      {running.phase === 'full' && (
        <button type="button" className="button" onClick={onHurry}>
          {t.state.fullNow}
        </button>
      )}
    </p>
  );
}
