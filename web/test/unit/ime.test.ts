import { expect, test } from 'vitest';
import { imeStep, IME_REST, type Key } from '../../src/keys/ime';

/** How often Enter sent in a sequence of events. */
function sends(keys: readonly Key[], enterSends = true): number {
  let state = IME_REST;
  let count = 0;
  for (const key of keys) {
    const next = imeStep(state, key, enterSends);
    state = next.state;
    if (next.send) count++;
  }
  return count;
}

const enter = (at: number, more: Partial<Key> = {}): Key => ({ type: 'keydown', at, key: 'Enter', keyCode: 13, isComposing: false, ...more });

test('Chrome: the Enter that confirms is told while it composes, and the next one sends', () => {
  const confirm: Key[] = [
    { type: 'keydown', at: 0, key: 'Process', keyCode: 229, isComposing: false },
    { type: 'compositionstart', at: 1 },
    { type: 'keydown', at: 200, key: 'Process', keyCode: 229, isComposing: true },
    enter(400, { keyCode: 229, isComposing: true }),
    { type: 'compositionend', at: 401 },
  ];
  expect(sends(confirm)).toBe(0);
  expect(sends([...confirm, enter(900)])).toBe(1);
});

test('Safari: the composition ends before the Enter that ended it', () => {
  const confirm: Key[] = [{ type: 'compositionstart', at: 0 }, { type: 'compositionend', at: 400 }, enter(402, { keyCode: 229 })];
  expect(sends(confirm)).toBe(0);
  expect(sends([{ type: 'compositionstart', at: 0 }, { type: 'compositionend', at: 400 }, enter(429)])).toBe(0);
  expect(sends([...confirm, enter(700)])).toBe(1);
});

test('key code 229 alone is enough', () => {
  expect(sends([enter(0, { keyCode: 229 })])).toBe(0);
});

test('isComposing alone is enough', () => {
  expect(sends([enter(0, { isComposing: true })])).toBe(0);
});

test('between start and end nothing is sent even if the event says nothing', () => {
  expect(sends([{ type: 'compositionstart', at: 0 }, enter(100)])).toBe(0);
});

test('Shift+Enter and Alt+Enter break the line', () => {
  expect(sends([enter(0, { shiftKey: true })])).toBe(0);
  expect(sends([enter(0, { altKey: true })])).toBe(0);
});

test('the other way round Ctrl+Enter or Command+Enter sends', () => {
  expect(sends([enter(0)], false)).toBe(0);
  expect(sends([enter(0, { ctrlKey: true })], false)).toBe(1);
  expect(sends([enter(0, { metaKey: true })], false)).toBe(1);
  expect(sends([enter(0, { metaKey: true, keyCode: 229 })], false)).toBe(0);
});

test('other keys never send', () => {
  expect(sends([{ type: 'keydown', at: 0, key: 'a', keyCode: 65 }])).toBe(0);
});
