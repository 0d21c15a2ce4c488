import { useEffect, useMemo, useState } from 'react';
import { countTokens, type Message } from '../api/chat';
import type { ServerState } from '../api/server';
import type { Chats, Running } from '../conversation/chats';
import { alternatives, path, type Conversation, type Turn } from '../conversation/tree';
import { useText } from '../text';
import { Icon } from '../ui/Icon';
import { Announcer } from './Announcer';
import { Composer } from './Composer';
import { Empty } from './Empty';
import { ServerNote } from './ServerNote';
import { useStickToEnd } from './stick';
import { TurnView, type TurnActions } from './TurnView';

type Props = {
  readonly chats: Chats;
  readonly conversation: Conversation;
  readonly running: Running | undefined;
  readonly server: ServerState;
  readonly onRetry: () => void;
  readonly onRemove: (turn: Turn) => void;
};

/** One conversation, and the field to go on with it. */
export function Chat({ chats, conversation, running, server, onRetry, onRemove }: Props) {
  const t = useText();
  const shown = useMemo(() => path(conversation), [conversation]);
  const [drafts, setDrafts] = useState<Readonly<Record<string, string>>>({});
  const draft = drafts[conversation.id] ?? '';
  const setDraft = (text: string) => setDrafts((all) => ({ ...all, [conversation.id]: text }));
  const info = server.phase === 'ready' ? server.info : undefined;
  const stick = useStickToEnd(conversation.id, shown);
  const used = useTokens(conversation, shown, draft, running, info !== undefined);
  const actions = useActions(chats, conversation.id, onRemove);

  const send = (text: string) => {
    setDraft('');
    chats.ask(conversation.id, text);
    stick.toEnd();
  };

  return (
    <section className="chat" aria-label={t.turn.log}>
      <div className="scroll" ref={stick.ref} tabIndex={0} role="log" aria-live="off" aria-busy={running !== undefined} aria-label={t.turn.log}>
        <div className="column">
          {shown.length > 0 && <h1 className="hidden">{conversation.title}</h1>}
          {shown.length === 0 && <Empty info={info} onIdea={send} />}
          {shown.map((turn) => {
            const others = alternatives(conversation, turn);
            return (
              <TurnView
                key={turn.id}
                turn={turn}
                others={others}
                position={others.indexOf(turn)}
                running={running?.turn === turn.id ? running : undefined}
                busy={running !== undefined}
                model={info?.model.name ?? t.turn.model}
                actions={actions}
              />
            );
          })}
        </div>
      </div>
      <div className="foot">
        {stick.away && (
          <button type="button" className="icon-button to-end" aria-label={t.turn.down} title={t.turn.down} onClick={stick.toEnd}>
            <Icon name="down" />
          </button>
        )}
        <ServerNote server={server} onRetry={onRetry} />
        <Composer
          draft={draft}
          onDraft={setDraft}
          onSend={send}
          onStop={() => chats.stop(conversation.id)}
          writing={running !== undefined}
          ready={info !== undefined}
          used={used}
          limit={info?.model.context_length}
        />
      </div>
      <Announcer shown={shown} running={running} />
    </section>
  );
}

function useActions(chats: Chats, id: string, onRemove: (turn: Turn) => void): TurnActions {
  return useMemo(
    () => ({
      askAgain: (turn, text) => chats.ask(id, text, turn),
      answerAgain: (turn) => turn.parent !== null && chats.answer(id, turn.parent),
      goOn: (turn) => chats.goOn(id, turn.id),
      rewrite: (turn, text) => chats.rewrite(id, turn, text),
      choose: (turn) => chats.choose(id, turn),
      remove: onRemove,
      hurry: () => chats.hurry(id),
    }),
    [chats, id, onRemove],
  );
}

const COUNT_AFTER = 400;

/** Tokens of the conversation with the draft: what was counted last, and what has been written since. */
function useTokens(conversation: Conversation, shown: readonly Turn[], draft: string, running: Running | undefined, ready: boolean): number | undefined {
  const [counted, setCounted] = useState<number>();
  const busy = running !== undefined;
  const { system } = conversation;
  useEffect(() => {
    if (!ready || busy) return;
    const said = shown.filter((turn) => turn.text !== '');
    const messages: Message[] = said.map((turn) => ({ role: turn.role, content: turn.text }));
    if (system.trim()) messages.unshift({ role: 'system', content: system });
    if (draft.trim()) messages.push({ role: 'user', content: draft });
    if (messages.length === 0) {
      setCounted(0);
      return;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      countTokens(messages, stop.signal).then(
        ({ count }) => setCounted(count),
        () => {}, // a chat that the template refuses, or a server that is gone: asking will tell
      );
    }, COUNT_AFTER);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [shown, draft, system, ready, busy]);
  if (!running) return counted;
  return running.promptTokens === undefined ? counted : running.promptTokens + running.pieces;
}
