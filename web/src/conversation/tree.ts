import type { Usage } from '../api/chat';
import type { Trouble } from '../api/errors';

/**
 * How an answer ended: by itself (`stop`), at the limit of its length, stopped by whoever asked, or broken off by a
 * fault. Absent while it is being written.
 */
export type Ending = 'stop' | 'length' | 'stopped' | 'broken';

/** What is known about an answer besides its text. Times are milliseconds since the question was sent. */
export type AnswerFacts = {
  readonly model?: string;
  readonly ending?: Ending;
  readonly trouble?: Trouble;
  readonly usage?: Usage;
  readonly firstAfter?: number;
  readonly endAfter?: number;
};

/** Something that was said. `parent` is what it replies to; turns with the same parent are alternatives. */
export type Turn = {
  readonly id: string;
  readonly parent: string | null;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly created: number;
  readonly facts?: AnswerFacts;
};

/** A conversation is a tree of turns, of which one path is shown. Never changed in place. */
export type Conversation = {
  readonly id: string;
  readonly title: string;
  readonly created: number;
  readonly changed: number;
  readonly system: string;
  readonly sampling: Readonly<Record<string, number | string | readonly string[]>>;
  /** In the order in which they were begun. */
  readonly turns: readonly Turn[];
  /** Which alternative is shown, by parent; the root's is under the empty text. Where nothing is said, the newest. */
  readonly chosen: Readonly<Record<string, string>>;
};

const MAX_TITLE = 60;

export function newConversation(id: string, now: number): Conversation {
  return { id, title: '', created: now, changed: now, system: '', sampling: {}, turns: [], chosen: {} };
}

export function turn(conversation: Conversation, id: string): Turn | undefined {
  return conversation.turns.find((one) => one.id === id);
}

/** The alternatives to which a turn belongs, itself included, oldest first. */
export function alternatives(conversation: Conversation, one: Turn): Turn[] {
  return conversation.turns.filter((other) => other.parent === one.parent);
}

/** What is shown, from the first turn to the last. */
export function path(conversation: Conversation): Turn[] {
  const children = new Map<string | null, Turn[]>();
  for (const one of conversation.turns) {
    const siblings = children.get(one.parent);
    if (siblings) siblings.push(one);
    else children.set(one.parent, [one]);
  }
  const shown: Turn[] = [];
  let parent: string | null = null;
  for (;;) {
    const choices = children.get(parent);
    if (!choices) return shown;
    const wanted = conversation.chosen[parent ?? ''];
    const next: Turn = choices.find((one) => one.id === wanted) ?? choices[choices.length - 1]!;
    shown.push(next);
    parent = next.id;
  }
}

/** What comes before a turn, itself excluded. */
export function before(conversation: Conversation, id: string): Turn[] {
  const byId = new Map(conversation.turns.map((one) => [one.id, one]));
  const up: Turn[] = [];
  let at = byId.get(id)?.parent ?? null;
  while (at !== null) {
    const one = byId.get(at);
    if (!one) break;
    up.push(one);
    at = one.parent;
  }
  return up.reverse();
}

/** Adds a turn and shows it. */
export function add(conversation: Conversation, added: Turn): Conversation {
  const titled = conversation.title === '' && added.role === 'user' ? titleOf(added.text) : conversation.title;
  return {
    ...conversation,
    title: titled,
    changed: added.created,
    turns: [...conversation.turns, added],
    chosen: { ...conversation.chosen, [added.parent ?? '']: added.id },
  };
}

/** Changes one turn. */
export function change(conversation: Conversation, id: string, changes: Partial<Pick<Turn, 'text' | 'facts'>>): Conversation {
  return {
    ...conversation,
    turns: conversation.turns.map((one) => (one.id === id ? { ...one, ...changes } : one)),
  };
}

/** Shows another alternative. */
export function choose(conversation: Conversation, one: Turn): Conversation {
  return { ...conversation, chosen: { ...conversation.chosen, [one.parent ?? '']: one.id } };
}

/** Takes a turn and all replies to it away. */
export function remove(conversation: Conversation, id: string): Conversation {
  const gone = new Set([id]);
  for (const one of conversation.turns) {
    if (one.parent !== null && gone.has(one.parent)) gone.add(one.id); // a reply comes after what it replies to
  }
  const chosen = Object.fromEntries(
    Object.entries(conversation.chosen).filter(([parent, child]) => !gone.has(parent) && !gone.has(child)),
  );
  return { ...conversation, chosen, turns: conversation.turns.filter((one) => !gone.has(one.id)) };
}

/** A name for a conversation: the first line of its first question, cut between words where that is possible. */
export function titleOf(text: string): string {
  const line = text.trim().split('\n', 1)[0]!.replace(/\s+/g, ' ');
  const characters = [...line];
  if (characters.length <= MAX_TITLE) return line;
  const cut = characters.slice(0, MAX_TITLE).join('');
  const space = cut.lastIndexOf(' ');
  return (space > MAX_TITLE / 2 ? cut.slice(0, space) : cut) + '…';
}
