import { memo, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { Conversation } from '../conversation/tree';
import { useText, type Text } from '../text';
import { Brook, Icon, type IconName } from './Icon';

export type Room = 'chat' | 'compare' | 'engine';
export const SEARCH = 'search';

type Props = {
  readonly conversations: readonly Conversation[];
  readonly current: string;
  readonly writing: ReadonlySet<string>;
  readonly room: Room;
  readonly onOpen: (id: string) => void;
  readonly onStart: () => void;
  readonly onDelete: (id: string) => void;
  readonly onTitle: (id: string, title: string) => void;
  readonly onRoom: (room: Room) => void;
  readonly onSettings: () => void;
  readonly onHelp: () => void;
  readonly onClose: () => void;
};

/** All conversations, and the ways to the other rooms. Not drawn again while an answer grows in one of them. */
export const Sidebar = memo(function Sidebar(props: Props) {
  const t = useText();
  const [sought, setSought] = useState('');
  const words = useDeferredValue(sought).trim().toLowerCase();
  const found = useMemo(() => search(props.conversations, words), [props.conversations, words]);
  const groups = useMemo(() => byDay(found, t), [found, t]);
  return (
    <nav className="sidebar" id="sidebar" aria-label={t.nav.label}>
      <div className="brand">
        <Brook />
        <span className="brand-name">
          Seseragi <span lang="ja">せせらぎ</span>
        </span>
        <button type="button" className="icon-button close-menu" aria-label={t.nav.close} title={t.nav.close} onClick={props.onClose}>
          <Icon name="close" />
        </button>
      </div>
      <button type="button" className="nav-item fresh" onClick={props.onStart}>
        <Icon name="plus" />
        {t.nav.fresh}
      </button>
      <div className="search">
        <Icon name="search" />
        <input id={SEARCH} type="search" aria-label={t.nav.search} placeholder={t.nav.search} value={sought} onChange={(event) => setSought(event.target.value)} />
      </div>
      <div className="conversations">
        {found.length === 0 && words !== '' && <p className="soft small none">{t.nav.none}</p>}
        {groups.map(([day, conversations]) => (
          <section key={day} aria-label={day}>
            <h2>{day}</h2>
            <ul>
              {conversations.map((one) => (
                <Entry key={one.id} conversation={one} {...props} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      <div className="nav-foot">
        <RoomButton icon="compare" to="compare" label={t.nav.compare} room={props.room} onRoom={props.onRoom} />
        <RoomButton icon="engine" to="engine" label={t.nav.engine} room={props.room} onRoom={props.onRoom} />
        <button type="button" className="nav-item" onClick={props.onSettings}>
          <Icon name="gear" />
          {t.nav.settings}
        </button>
        <button type="button" className="nav-item" onClick={props.onHelp}>
          <Icon name="help" />
          {t.nav.help}
        </button>
      </div>
    </nav>
  );
}, same);

function same(a: Props, b: Props): boolean {
  return (Object.keys(a) as (keyof Props)[]).every((name) =>
    name === 'conversations' ? sameList(a.conversations, b.conversations) : Object.is(a[name], b[name]),
  );
}

/** Whether two lists show the same: a text that grows changes neither title nor date. */
function sameList(a: readonly Conversation[], b: readonly Conversation[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i]!;
      return one === other || (one.id === other.id && one.title === other.title && one.changed === other.changed && one.turns.length === other.turns.length);
    })
  );
}

function RoomButton({ icon, to, label, room, onRoom }: Pick<Props, 'room' | 'onRoom'> & { icon: IconName; to: Room; label: string }) {
  const here = room === to;
  return (
    <button type="button" className="nav-item" aria-current={here ? 'page' : undefined} onClick={() => onRoom(here ? 'chat' : to)}>
      <Icon name={icon} />
      {label}
    </button>
  );
}

function Entry({ conversation, ...props }: Props & { conversation: Conversation }) {
  const t = useText();
  const title = conversation.title || t.nav.untitled;
  const here = props.room === 'chat' && props.current === conversation.id;
  const [naming, setNaming] = useState(false);
  if (naming) {
    return (
      <li className="entry">
        <TitleField
          title={title}
          onDone={(typed) => {
            setNaming(false);
            if (typed !== '') props.onTitle(conversation.id, typed);
          }}
        />
      </li>
    );
  }
  return (
    <li className="entry">
      <button type="button" className="nav-item" aria-current={here ? 'page' : undefined} onClick={() => props.onOpen(conversation.id)}>
        <span className="entry-title">{title}</span>
        {props.writing.has(conversation.id) && <Brook flowing />}
      </button>
      <span className="entry-tools">
        <button type="button" className="icon-button" aria-label={t.nav.rename(title)} title={t.nav.rename(title)} onClick={() => setNaming(true)}>
          <Icon name="edit" />
        </button>
        <button type="button" className="icon-button" aria-label={t.nav.delete(title)} title={t.nav.delete(title)} onClick={() => props.onDelete(conversation.id)}>
          <Icon name="trash" />
        </button>
      </span>
    </li>
  );
}

/** A title that is being changed: Enter or leaving the field takes it, Escape does not. */
function TitleField({ title, onDone }: { title: string; onDone: (title: string) => void }) {
  const t = useText();
  const [typed, setTyped] = useState(title);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current!.select(), []);
  return (
    <input
      ref={field}
      className="field"
      aria-label={t.nav.rename(title)}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => onDone(typed.trim())}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') event.currentTarget.blur();
        else if (event.key === 'Escape') {
          event.stopPropagation();
          onDone('');
        }
      }}
    />
  );
}

/** Conversations in which all the words are, in the title or in what was said; those that have begun only. */
export function search(conversations: readonly Conversation[], words: string): Conversation[] {
  const wanted = words.split(/\s+/).filter((word) => word !== '');
  return conversations.filter(
    (one) =>
      one.turns.length > 0 &&
      wanted.every((word) => one.title.toLowerCase().includes(word) || one.turns.some((turn) => turn.text.toLowerCase().includes(word))),
  );
}

function byDay(conversations: readonly Conversation[], t: Text): [string, Conversation[]][] {
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  const today = midnight.getTime();
  midnight.setDate(midnight.getDate() - 1);
  const yesterday = midnight.getTime();
  const groups: [string, Conversation[]][] = [
    [t.nav.today, conversations.filter((one) => one.changed >= today)],
    [t.nav.yesterday, conversations.filter((one) => one.changed < today && one.changed >= yesterday)],
    [t.nav.earlier, conversations.filter((one) => one.changed < yesterday)],
  ];
  return groups.filter(([, members]) => members.length > 0);
}
