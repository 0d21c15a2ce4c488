import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { imeStep, IME_REST, type Key } from '../keys/ime';
import { useText } from '../text';
import { Icon } from '../ui/Icon';
import { usePreferences } from '../ui/preferences';
import { Gauge } from './Gauge';

export const COMPOSER = 'composer';

type Props = {
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  readonly onSend: (text: string) => void;
  readonly onStop: () => void;
  readonly writing: boolean;
  readonly ready: boolean;
  readonly used: number | undefined;
  readonly limit: number | undefined;
};

/** Where people write. Enter sends, except while an input method composes, and where no keyboard is. */
export function Composer({ draft, onDraft, onSend, onStop, writing, ready, used, limit }: Props) {
  const t = useText();
  const { enterSends } = usePreferences();
  const field = useRef<HTMLTextAreaElement>(null);
  const enter = useEnter(() => send(), enterSends && !touchOnly());
  const over = used !== undefined && limit !== undefined && used >= limit;
  const sendable = ready && !writing && draft.trim() !== '';

  function send() {
    if (sendable) onSend(draft);
  }

  useLayoutEffect(() => {
    const area = field.current!;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [draft]);

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="composer-box">
        <label className="hidden" htmlFor={COMPOSER}>
          {t.composer.label}
        </label>
        <textarea
          id={COMPOSER}
          ref={field}
          rows={1}
          value={draft}
          placeholder={t.composer.placeholder}
          aria-describedby="composer-hint"
          onChange={(event) => onDraft(event.target.value)}
          {...enter}
        />
        {writing ? (
          <button type="button" className="send" aria-label={t.composer.stop} title={t.composer.stop} onClick={onStop}>
            <Icon name="stop" />
          </button>
        ) : (
          <button type="submit" className="send" aria-label={t.composer.send} title={t.composer.send} disabled={!sendable}>
            <Icon name="send" />
          </button>
        )}
      </div>
      <div className="composer-foot">
        <span id="composer-hint" className="composer-hint">
          {t.composer.enter(enterSends)}
        </span>
        {used !== undefined && limit !== undefined && <Gauge used={used} limit={limit} over={over} />}
      </div>
    </form>
  );
}

/** Handlers that call `send` when Enter means it. */
export function useEnter(send: () => void, enterSends: boolean) {
  const state = useRef(IME_REST);
  const [latest] = useState({ send, enterSends });
  useEffect(() => void Object.assign(latest, { send, enterSends }));
  const step = (key: Key): boolean => {
    const next = imeStep(state.current, key, latest.enterSends);
    state.current = next.state;
    return next.send;
  };
  return {
    onCompositionStart: (event: { timeStamp: number }) => void step({ type: 'compositionstart', at: event.timeStamp }),
    onCompositionEnd: (event: { timeStamp: number }) => void step({ type: 'compositionend', at: event.timeStamp }),
    onKeyDown: (event: KeyboardEvent) => {
      const { key, keyCode, shiftKey, ctrlKey, metaKey, altKey } = event;
      const isComposing = event.nativeEvent.isComposing;
      if (step({ type: 'keydown', at: event.timeStamp, key, keyCode, isComposing, shiftKey, ctrlKey, metaKey, altKey })) {
        event.preventDefault();
        latest.send();
      }
    },
  };
}

/** On a screen keyboard Enter breaks the line: it has no Shift, and a button is near. */
function touchOnly(): boolean {
  return matchMedia('(hover: none) and (pointer: coarse)').matches;
}
