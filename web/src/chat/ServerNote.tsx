import type { ServerState } from '../api/server';
import { useText } from '../text';
import { useSecondsUntil } from '../ui/time';

/** Why nothing can be asked at the moment, if so. */
export function ServerNote({ server, onRetry }: { server: ServerState; onRetry: () => void }) {
  const t = useText();
  const left = useSecondsUntil(server.phase === 'gone' ? server.again : undefined);
  switch (server.phase) {
    case 'ready':
      return server.info.chat ? null : <Note text={t.server.noChat} />;
    case 'connecting':
    case 'locked':
      return null;
    case 'draining':
      return <Note text={t.server.draining} />;
    case 'loading':
      return (
        <div className="note water" role="status">
          <p>{t.server.loading(Math.round(server.progress * 100))}</p>
          <progress max={1} value={server.progress} aria-label={t.server.loadingShort} />
        </div>
      );
    case 'gone':
      return (
        <div className="note ember">
          <p>
            <span role="alert">{t.server.gone}</span> <span>{t.server.again(left)}</span>
          </p>
          <button type="button" className="button" onClick={onRetry}>
            {t.server.now}
          </button>
        </div>
      );
  }
}

function Note({ text }: { text: string }) {
  return (
    <div className="note ember" role="alert">
      <p>{text}</p>
    </div>
  );
}
