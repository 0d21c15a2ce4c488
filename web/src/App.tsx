import { lazy, Suspense, useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { Chat } from './chat/Chat';
import { COMPOSER } from './chat/Composer';
import type { Server } from './api/server';
import type { Chats } from './conversation/chats';
import type { Conversation, Turn } from './conversation/tree';
import { LinkOpener } from './markdown/Markdown';
import { TextContext, TEXTS, useText } from './text';
import { Header } from './ui/Header';
import { Mishap } from './ui/Mishap';
import { usePreferences } from './ui/preferences';
import { SEARCH, Sidebar, type Room } from './ui/Sidebar';
import { Toast } from './ui/Toast';
import { useRoom } from './ui/room';
import { useShortcuts } from './ui/shortcuts';

const dialogs = () => import('./ui/dialogs');
const KeyDialog = lazy(async () => ({ default: (await dialogs()).KeyDialog }));
const LinkDialog = lazy(async () => ({ default: (await dialogs()).LinkDialog }));
const SettingsDialog = lazy(async () => ({ default: (await dialogs()).SettingsDialog }));
const HelpDialog = lazy(async () => ({ default: (await dialogs()).HelpDialog }));
const Panel = lazy(() => import('./chat/Panel'));
const Compare = lazy(() => import('./compare/Compare'));
const EngineRoom = lazy(() => import('./engine/EngineRoom'));

/** When the small parts are fetched that are not there from the beginning; a dialog opens without a server, too. */
const WARM_UP = 2000;

export function App({ server, chats }: { server: Server; chats: Chats }) {
  const { language } = usePreferences();
  const [link, setLink] = useState<string>();
  return (
    <TextContext value={TEXTS[language]}>
      <LinkOpener value={setLink}>
        <Mishap>
          <House server={server} chats={chats} />
          <Suspense>{link !== undefined && <LinkDialog address={link} onClose={() => setLink(undefined)} />}</Suspense>
        </Mishap>
      </LinkOpener>
    </TextContext>
  );
}

function House({ server, chats }: { server: Server; chats: Chats }) {
  const t = useText();
  const state = useSyncExternalStore(server.subscribe, server.state);
  const all = useSyncExternalStore(chats.subscribe, chats.state);
  const [room, goTo] = useRoom();
  const [menu, setMenu] = useState(false);
  const [panel, setPanel] = useState(false);
  const [dialog, setDialog] = useState<'settings' | 'help'>();
  const [deleted, setDeleted] = useState<{ undo: () => void }>();
  const conversation = all.conversations.find((one) => one.id === all.current)!;
  const ids = [...all.running.keys()].join(' ');
  const writing = useMemo(() => new Set(ids === '' ? [] : ids.split(' ')), [ids]);
  const info = state.phase === 'ready' ? state.info : undefined;

  const show = useCallback(
    (next: Room) => {
      goTo(next);
      setMenu(false);
      if (next === 'chat') setTimeout(() => document.getElementById(COMPOSER)?.focus());
    },
    [goTo],
  );
  const start = useCallback(() => {
    chats.start();
    show('chat');
  }, [chats, show]);
  const removeTurn = useCallback(
    (turn: Turn) => {
      const id = chats.state().current;
      const before = chats.conversation(id)!;
      chats.deleteTurn(id, turn);
      setDeleted({ undo: () => chats.restore(before) });
    },
    [chats],
  );
  const removeConversation = useCallback(
    (id: string) => {
      const before = chats.conversation(id)!;
      chats.delete(id);
      setDeleted({ undo: () => chats.restore(before) });
    },
    [chats],
  );
  const open = useCallback(
    (id: string) => {
      chats.open(id);
      show('chat');
    },
    [chats, show],
  );
  const retitle = useCallback((id: string, title: string) => chats.adjust(id, { title }), [chats]);
  const openSettings = useCallback(() => setDialog('settings'), []);
  const openHelp = useCallback(() => setDialog('help'), []);
  const closeMenu = useCallback(() => setMenu(false), []);

  useShortcuts({
    fresh: start,
    search: () => {
      setMenu(true);
      setTimeout(() => document.getElementById(SEARCH)?.focus());
    },
    focus: () => show('chat'),
    stop: () => (menu ? setMenu(false) : chats.stop(all.current)),
    panel: () => setPanel((open) => !open),
    help: () => setDialog('help'),
  });
  useEffect(() => {
    const early = setTimeout(() => void Promise.all([dialogs(), import('./chat/Panel')]).catch(() => {}), WARM_UP);
    return () => clearTimeout(early);
  }, []);
  useEffect(() => {
    document.title = room === 'chat' && conversation.title ? `${conversation.title} · Seseragi` : 'Seseragi';
  }, [room, conversation.title]);

  return (
    <div className={menu ? 'house menu-open' : 'house'}>
      <a
        className="skip"
        href={room === 'chat' ? `#${COMPOSER}` : '#room'}
        onClick={(event) => {
          event.preventDefault();
          document.getElementById(room === 'chat' ? COMPOSER : 'room')?.focus();
        }}
      >
        {room === 'chat' ? t.skip : t.skipToRoom}
      </a>
      <Sidebar
        conversations={all.conversations}
        current={all.current}
        writing={writing}
        room={room}
        onOpen={open}
        onStart={start}
        onDelete={removeConversation}
        onTitle={retitle}
        onRoom={show}
        onSettings={openSettings}
        onHelp={openHelp}
        onClose={closeMenu}
      />
      {menu && <div className="veil" onClick={() => setMenu(false)} />}
      <main className="main">
        <Header
          conversation={room === 'chat' ? conversation : undefined}
          server={state}
          menu={menu}
          panel={panel}
          onMenu={() => setMenu(true)}
          onPanel={() => setPanel(!panel)}
          onTitle={(title) => chats.adjust(conversation.id, { title })}
        />
        <div className="room" id="room" tabIndex={-1}>
          <Mishap key={room}>
            {room === 'chat' && (
              <Chat chats={chats} conversation={conversation} running={all.running.get(all.current)} server={state} onRetry={server.check} onRemove={removeTurn} />
            )}
            <Suspense>
              {room === 'compare' && <Compare ready={info !== undefined} guide={info?.model.name === 'seseragi-guide'} />}
              {room === 'engine' && <EngineRoom ready={info !== undefined} />}
              {panel && room === 'chat' && (
                <Panel key={conversation.id} conversation={conversation} info={info} onChange={(changes: Partial<Conversation>) => chats.adjust(conversation.id, changes)} onClose={() => setPanel(false)} />
              )}
            </Suspense>
          </Mishap>
        </div>
      </main>
      <Suspense>
        {state.phase === 'locked' && <KeyDialog wrong={state.wrongKey} onKey={() => void server.check()} />}
        {dialog === 'settings' && <SettingsDialog chats={chats} onClose={() => setDialog(undefined)} />}
        {dialog === 'help' && <HelpDialog onClose={() => setDialog(undefined)} />}
      </Suspense>
      {deleted && <Toast text={t.conversation.deleted} action={t.conversation.undo} onAction={deleted.undo} onGone={() => setDeleted(undefined)} />}
    </div>
  );
}
