import { useEffect, useRef, useState } from 'react';
import type { ServerState } from '../api/server';
import { toJson, toMarkdown } from '../conversation/transfer';
import type { Conversation } from '../conversation/tree';
import { useText } from '../text';
import { download, fileName } from './download';
import { Icon } from './Icon';

type Props = {
  readonly conversation: Conversation | undefined;
  readonly server: ServerState;
  readonly menu: boolean;
  readonly panel: boolean;
  readonly onMenu: () => void;
  readonly onPanel: () => void;
  readonly onTitle: (title: string) => void;
};

/** The line above: where one is, which model answers and how it is. */
export function Header({ conversation, server, menu, panel, onMenu, onPanel, onTitle }: Props) {
  const t = useText();
  return (
    <header className="header">
      <button type="button" className="icon-button open-menu" aria-label={t.nav.open} title={t.nav.open} aria-expanded={menu} aria-controls="sidebar" onClick={onMenu}>
        <Icon name="menu" />
      </button>
      {conversation && conversation.turns.length > 0 ? <Title key={conversation.id} title={conversation.title} onTitle={onTitle} /> : <span className="title" />}
      <ModelState server={server} />
      {conversation && conversation.turns.length > 0 && <Export conversation={conversation} />}
      {conversation && (
        <button type="button" className="icon-button" aria-label={t.panel.open} title={t.panel.open} aria-pressed={panel} onClick={onPanel}>
          <Icon name="sliders" />
        </button>
      )}
    </header>
  );
}

function Title({ title, onTitle }: { title: string; onTitle: (title: string) => void }) {
  const t = useText();
  const [typed, setTyped] = useState<string>();
  return (
    <input
      className="title"
      aria-label={t.conversation.rename}
      value={typed ?? title}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => event.key === 'Enter' && !event.nativeEvent.isComposing && event.currentTarget.blur()}
      onBlur={() => {
        if (typed !== undefined && typed.trim() !== '') onTitle(typed.trim());
        setTyped(undefined);
      }}
    />
  );
}

function ModelState({ server }: { server: ServerState }) {
  const t = useText();
  const [name, state] = {
    connecting: () => ['', t.server.connecting],
    loading: () => ['', t.server.loadingShort],
    draining: () => ['', t.server.drainingShort],
    gone: () => ['', t.server.goneShort],
    locked: () => ['', t.server.locked],
    ready: () => [server.phase === 'ready' ? server.info.model.name : '', t.server.ready],
  }[server.phase]();
  return (
    <span className={`model-state ${server.phase}`} role="status">
      <span className="lamp" aria-hidden="true" />
      {name && <span className="model-name">{name}</span>}
      <span className={name ? 'hidden' : ''}>{state}</span>
    </span>
  );
}

function Export({ conversation }: { conversation: Conversation }) {
  const t = useText();
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const at = menu.current!;
      if (event instanceof KeyboardEvent ? event.key === 'Escape' && at.open : !at.contains(event.target as Node)) {
        if (at.open && event instanceof KeyboardEvent) at.querySelector('summary')!.focus();
        at.open = false;
      }
    };
    addEventListener('pointerdown', close);
    addEventListener('keydown', close);
    return () => {
      removeEventListener('pointerdown', close);
      removeEventListener('keydown', close);
    };
  }, []);
  const give = (ending: string, type: string, content: string) => {
    menu.current!.open = false;
    download(fileName(conversation.title, ending), type, content);
  };
  return (
    <details className="menu" ref={menu}>
      <summary className="icon-button" aria-label={t.conversation.menu} title={t.conversation.menu}>
        <Icon name="save" />
      </summary>
      <div className="menu-list">
        <button type="button" onClick={() => give('md', 'text/markdown', toMarkdown(conversation, { user: t.turn.you, assistant: t.turn.model }))}>
          {t.conversation.exportMarkdown}
        </button>
        <button type="button" onClick={() => give('json', 'application/json', toJson([conversation]))}>
          {t.conversation.exportJson}
        </button>
      </div>
    </details>
  );
}
