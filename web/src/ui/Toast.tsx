import { useEffect } from 'react';

const SHOWN = 8000;

/** Says what was done, and lets it be undone for a while. */
export function Toast({ text, action, onAction, onGone }: { text: string; action: string; onAction: () => void; onGone: () => void }) {
  useEffect(() => {
    const timer = setTimeout(onGone, SHOWN);
    return () => clearTimeout(timer);
  }, [onGone, onAction]);
  return (
    <div className="toast" role="status">
      <span>{text}</span>
      <button
        type="button"
        className="button"
        onClick={() => {
          onAction();
          onGone();
        }}
      >
        {action}
      </button>
    </div>
  );
}
