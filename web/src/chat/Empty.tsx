import type { ServerInfo } from '../api/server';
import { useText } from '../text';
import { Brook } from '../ui/Icon';

const GUIDE = 'seseragi-guide';

/** The page before the first word. */
export function Empty({ info, onIdea }: { info: ServerInfo | undefined; onIdea: (text: string) => void }) {
  const t = useText();
  const guide = info?.model.name === GUIDE;
  return (
    <div className="empty">
      <Brook />
      <h1>{t.empty.title}</h1>
      {info && <p className="soft">{guide ? t.empty.guide : t.empty.real(info.model.name)}</p>}
      {info && (
        <ul className="ideas">
          {(guide ? t.empty.guideIdeas : t.empty.ideas).map((idea) => (
            <li key={idea}>
              <button type="button" className="idea" onClick={() => onIdea(idea)}>
                {idea}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
