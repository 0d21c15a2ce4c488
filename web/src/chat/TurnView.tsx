import { memo, useEffect, useRef, useState } from 'react';
import type { Running } from '../conversation/chats';
import type { Turn } from '../conversation/tree';
import { Markdown } from '../markdown/Markdown';
import { useText } from '../text';
import { CopyButton } from '../ui/CopyButton';
import { Icon, type IconName } from '../ui/Icon';
import { usePreferences } from '../ui/preferences';
import { useEnter } from './Composer';
import { Facts } from './Facts';
import { TroubleNote } from './TroubleNote';
import { Waiting } from './Waiting';

/** What can be done with a turn. The same object for all of them, so that none is drawn again without a reason. */
export type TurnActions = {
  readonly askAgain: (turn: Turn, text: string) => void;
  readonly answerAgain: (turn: Turn) => void;
  readonly goOn: (turn: Turn) => void;
  readonly rewrite: (turn: Turn, text: string) => void;
  readonly choose: (turn: Turn) => void;
  readonly remove: (turn: Turn) => void;
  readonly hurry: () => void;
};

type Props = {
  readonly turn: Turn;
  readonly position: number;
  readonly others: readonly Turn[];
  readonly running: Running | undefined;
  /** Something is being written in this conversation: nothing else may be begun. */
  readonly busy: boolean;
  readonly model: string;
  readonly actions: TurnActions;
};

/** One turn of a conversation. */
export const TurnView = memo(
  function TurnView({ turn, position, others, running, busy, model, actions }: Props) {
    const t = useText();
    const [editing, setEditing] = useState(false);
    const asks = turn.role === 'user';
    const facts = turn.facts;
    const trouble = running ? undefined : facts?.trouble;
    const who = asks ? t.turn.you : (facts?.model ?? model);
    return (
      <article className={`turn ${turn.role}`} aria-label={who} aria-busy={running !== undefined}>
        <h2 className="hidden">{who}</h2>
        {editing ? (
          <Editor
            text={turn.text}
            asks={asks}
            onCancel={() => setEditing(false)}
            onDone={(text) => {
              setEditing(false);
              if (asks) actions.askAgain(turn, text);
              else actions.rewrite(turn, text);
            }}
          />
        ) : asks ? (
          <div className="said">{turn.text}</div>
        ) : (
          turn.text !== '' && <Markdown text={turn.text} growing={running !== undefined} />
        )}
        {running && <Waiting running={running} onHurry={actions.hurry} />}
        {trouble && <TroubleNote trouble={trouble} busy={busy} onAgain={turn.text === '' ? () => actions.answerAgain(turn) : undefined} />}
        {!running && !editing && (
          <footer className="turn-foot">
            <Alternatives position={position} others={others} disabled={busy} onChoose={actions.choose} />
            {turn.text !== '' && <CopyButton text={turn.text} label={t.copy} />}
            {turn.text !== '' && <Action name="edit" label={asks ? t.turn.editAsk : t.turn.edit} disabled={busy} onClick={() => setEditing(true)} />}
            {!asks && <Action name="again" label={t.turn.again} disabled={busy} onClick={() => actions.answerAgain(turn)} />}
            {!asks && turn.text !== '' && facts?.ending !== 'stop' && (
              <Action name="goOn" label={t.turn.goOn} disabled={busy} onClick={() => actions.goOn(turn)} />
            )}
            <Action name="trash" label={t.turn.delete} disabled={busy} onClick={() => actions.remove(turn)} />
            {facts && (turn.text !== '' || !trouble) && <Facts facts={facts} />}
          </footer>
        )}
      </article>
    );
  },
  (a, b) =>
    a.turn === b.turn &&
    a.position === b.position &&
    a.others.length === b.others.length &&
    a.running === b.running &&
    a.busy === b.busy &&
    a.model === b.model &&
    a.actions === b.actions,
);

function Action({ name, label, disabled, onClick }: { name: IconName; label: string; disabled: boolean; onClick: () => void }) {
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      <Icon name={name} />
    </button>
  );
}

/** Which of several answers to the same question, or of several questions at the same place, is shown. */
function Alternatives({ position, others, disabled, onChoose }: { position: number; others: readonly Turn[]; disabled: boolean; onChoose: (turn: Turn) => void }) {
  const t = useText();
  if (others.length < 2) return null;
  const step = (by: number) => {
    const next = others[position + by];
    if (next) onChoose(next);
  };
  return (
    <span className="alternatives">
      <Action name="left" label={t.turn.previous} disabled={disabled || position === 0} onClick={() => step(-1)} />
      <span>{t.turn.of(position + 1, others.length)}</span>
      <Action name="right" label={t.turn.next} disabled={disabled || position === others.length - 1} onClick={() => step(1)} />
    </span>
  );
}

type EditorProps = { readonly text: string; readonly asks: boolean; readonly onDone: (text: string) => void; readonly onCancel: () => void };

function Editor({ text, asks, onDone, onCancel }: EditorProps) {
  const t = useText();
  const { enterSends } = usePreferences();
  const [draft, setDraft] = useState(text);
  const field = useRef<HTMLTextAreaElement>(null);
  const enter = useEnter(() => done(), asks && enterSends);
  useEffect(() => {
    field.current!.focus();
    field.current!.setSelectionRange(text.length, text.length);
  }, [text]);

  function done() {
    if (draft.trim() !== '') onDone(draft);
  }

  return (
    <form
      className="editor"
      onSubmit={(event) => {
        event.preventDefault();
        done();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.nativeEvent.isComposing) {
          event.stopPropagation();
          onCancel();
        }
      }}
    >
      <textarea
        ref={field}
        className="field"
        aria-label={t.turn.text}
        rows={Math.min(16, draft.split('\n').length + 1)}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        {...enter}
      />
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onCancel}>
          {t.cancel}
        </button>
        <button type="submit" className="button primary" disabled={draft.trim() === ''}>
          {asks ? t.turn.ask : t.save}
        </button>
      </div>
    </form>
  );
}
