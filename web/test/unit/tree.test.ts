import { expect, test } from 'vitest';
import { add, alternatives, before, change, choose, newConversation, path, remove, titleOf, turn, type Conversation, type Turn } from '../../src/conversation/tree';

function said(id: string, parent: string | null, role: 'user' | 'assistant'): Turn {
  return { id, parent, role, text: `text of ${id}`, created: 1 };
}

/** q1 - a1, a2 - q2 - a3; q1b instead of q1. */
function example(): Conversation {
  return [
    said('q1', null, 'user'),
    said('a1', 'q1', 'assistant'),
    said('a2', 'q1', 'assistant'),
    said('q2', 'a2', 'user'),
    said('a3', 'q2', 'assistant'),
    said('q1b', null, 'user'),
  ].reduce(add, newConversation('c', 0));
}

const ids = (turns: Turn[]) => turns.map((one) => one.id).join(' ');

test('what was added last is shown', () => {
  expect(ids(path(example()))).toBe('q1b');
});

test('choosing an alternative shows what follows it', () => {
  const first = choose(example(), turn(example(), 'q1')!);
  expect(ids(path(first))).toBe('q1 a2 q2 a3');
  const other = choose(first, turn(first, 'a1')!);
  expect(ids(path(other))).toBe('q1 a1');
  expect(ids(path(choose(other, turn(other, 'a2')!)))).toBe('q1 a2 q2 a3');
});

test('alternatives reply to the same', () => {
  expect(ids(alternatives(example(), turn(example(), 'a1')!))).toBe('a1 a2');
  expect(ids(alternatives(example(), turn(example(), 'q1b')!))).toBe('q1 q1b');
});

test('a prompt is what comes before, whatever is shown', () => {
  expect(ids(before(example(), 'a3'))).toBe('q1 a2 q2');
  expect(ids(before(example(), 'q1'))).toBe('');
});

test('removing takes the replies along and shows what is left', () => {
  const left = remove(example(), 'a2');
  expect(ids([...left.turns])).toBe('q1 a1 q1b');
  expect(ids(path(remove(left, 'q1b')))).toBe('q1 a1');
});

test('nothing is changed in place', () => {
  const one = example();
  const frozen = JSON.stringify(one);
  change(one, 'a1', { text: 'other' });
  remove(one, 'q1');
  choose(one, turn(one, 'q1')!);
  expect(JSON.stringify(one)).toBe(frozen);
});

test('a conversation is named after its first question', () => {
  expect(example().title).toBe('text of q1');
});

test('a title is one line, cut between words, never within a character', () => {
  expect(titleOf('  What  is\tthis?\nmore')).toBe('What is this?');
  expect(titleOf('word '.repeat(30))).toBe(`${'word '.repeat(11)}word…`);
  expect(titleOf('𠮷'.repeat(80))).toBe(`${'𠮷'.repeat(60)}…`);
});
