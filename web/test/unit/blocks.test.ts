import { expect, test } from 'vitest';
import { BlockSplitter, splitBlocks } from '../../src/markdown/blocks';

const TEXTS: Record<string, string> = {
  paragraphs: 'One\nstill one\n\nTwo\n\n\nThree\n',
  fence: 'Before\n\n```java\nint a;\n\nint b;\n```\n\nAfter\n',
  tildes: '~~~\n```\n\n~~~\n\nAfter',
  list: '- one\n\n- two\n\n  more of two\n\nAfter\n',
  numbers: '1. one\n\n   ```js\n   a\n\n   b\n   ```\n\n2. two\n\nEnd\n',
  maths: '$$\na\n\nb\n$$\n\nAfter\n',
  brackets: '\\[\na\n\nb\n\\]\n\nAfter\n',
  table: '| a | b |\n|---|---|\n| 1 | 2 |\n\nAfter\n',
  quote: '> one\n\n> two\n',
  japanese: '**太字。**次の文。\n\n次の段落。\n',
};

test('blocks are cut at empty lines outside of fences, maths and lists', () => {
  expect(splitBlocks(TEXTS['paragraphs']!)).toEqual(['One\nstill one\n', 'Two\n', 'Three\n']);
  expect(splitBlocks(TEXTS['fence']!)).toEqual(['Before\n', '```java\nint a;\n\nint b;\n```\n', 'After\n']);
  expect(splitBlocks(TEXTS['list']!)).toEqual(['- one\n\n- two\n\n  more of two\n', 'After\n']);
  expect(splitBlocks(TEXTS['numbers']!)).toHaveLength(2);
  expect(splitBlocks(TEXTS['maths']!)).toHaveLength(2);
  expect(splitBlocks(TEXTS['brackets']!)).toHaveLength(2);
  expect(splitBlocks(TEXTS['tildes']!)).toHaveLength(2);
});

test.each(Object.entries(TEXTS))('%s: a block that was given never changes while the text grows', (_, text) => {
  const splitter = new BlockSplitter();
  const given: string[] = [];
  for (let end = 0; end <= text.length; end++) {
    const { closed } = splitter.update(text.slice(0, end));
    expect(closed.slice(0, given.length)).toEqual(given);
    given.splice(0, given.length, ...closed);
  }
  const { closed, last } = splitter.update(text);
  expect(last.trim() === '' ? [...closed] : [...closed, last]).toEqual(splitBlocks(text));
});

test.each(Object.entries(TEXTS))('%s: no character is lost but empty lines', (_, text) => {
  expect(splitBlocks(text).join('').replace(/\n+/g, '\n')).toBe(text.replace(/\n+/g, '\n'));
});

test('another text begins anew', () => {
  const splitter = new BlockSplitter();
  splitter.update('One\n\nTwo');
  expect(splitter.update('Other').closed).toEqual([]);
});

test('an open fence is told', () => {
  expect(new BlockSplitter().update('```js\nlet a').openFence).toBe(true);
  expect(new BlockSplitter().update('```js\nlet a\n```\n').openFence).toBe(false);
});
