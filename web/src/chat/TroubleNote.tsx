import type { Trouble } from '../api/errors';
import { useText, type Text } from '../text';

/** What went wrong, as a sentence with what to do about it. */
export function troubleText(t: Text, trouble: Trouble): string {
  switch (trouble.code) {
    case 'context_length_exceeded':
      return trouble.tokens !== undefined && trouble.limit !== undefined
        ? t.trouble.tooLong(trouble.tokens - trouble.limit, trouble.limit)
        : t.trouble.tooLongUnknown;
    case 'unreachable':
      return t.trouble.unreachable;
    case 'closed':
      return t.trouble.closed;
    case 'queue_full':
      return t.trouble.full;
    case 'shutting_down':
    case 'model_loading':
      return t.trouble.shuttingDown;
    case 'chat_template_missing':
      return t.trouble.noTemplate;
    case 'missing_api_key':
    case 'invalid_api_key':
      return t.trouble.key;
    case 'answer_timeout':
      return t.trouble.timeout;
    case 'reader_too_slow':
      return t.trouble.slow;
    case 'page':
      return t.trouble.page(trouble.message);
    default:
      return t.trouble.other(trouble.message);
  }
}

export function TroubleNote({ trouble, busy, onAgain }: { trouble: Trouble; busy: boolean; onAgain: (() => void) | undefined }) {
  const t = useText();
  return (
    <div className="note ember" role="alert">
      <p>{troubleText(t, trouble)}</p>
      {onAgain && (
        <button type="button" className="button" disabled={busy} onClick={onAgain}>
          {t.trouble.again}
        </button>
      )}
    </div>
  );
}
