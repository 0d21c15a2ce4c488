import { expect, test } from 'vitest';
import { Refused, troubleOf, Unreachable } from '../../src/api/errors';
import { refusal } from '../../src/api/http';
import type { Parameter } from '../../src/api/server';
import { allowed, rangeText } from '../../src/chat/limits';
import { rate } from '../../src/chat/rate';
import { requestOf } from '../../src/conversation/chats';
import { add, change, newConversation, turn } from '../../src/conversation/tree';
import { squares } from '../../src/engine/Blocks';
import { niceTop } from '../../src/engine/charts';
import { Album, STEPS, type Frame } from '../../src/engine/feed';
import { browserLanguage, TEXTS } from '../../src/text';
import { fileName } from '../../src/ui/download';
import { shortcutOf } from '../../src/ui/shortcuts';
import { search } from '../../src/ui/Sidebar';

test('an error tells by how much a prompt is too long', () => {
  const failure = new Refused(400, 'context_length_exceeded', 'The prompt has 2100 tokens; this server takes at most 2047');
  expect(troubleOf(failure)).toMatchObject({ tokens: 2100, limit: 2047 });
  expect(troubleOf(new Unreachable('gone')).code).toBe('unreachable');
});

test('a refusal has the code, the message and when to try again, also from a proxy', async () => {
  const body = JSON.stringify({ error: { code: 'queue_full', message: 'full', type: 'x' } });
  const full = await refusal(new Response(body, { status: 429, headers: { 'Retry-After': '3' } }));
  expect(full).toMatchObject({ status: 429, code: 'queue_full', retryAfter: 3000 });
  const exact = await refusal(new Response(body, { status: 429, headers: { 'Retry-After': '3', 'Retry-After-Ms': '2500' } }));
  expect(exact.retryAfter).toBe(2500);
  expect(await refusal(new Response('<html>bad gateway', { status: 502 }))).toMatchObject({ code: 'http_502', message: '<html>bad gateway' });
});

const real: Parameter = { name: 'top_p', min: 0, max: 1, exclusive_min: true, integer: false, default: 1 };
const whole: Parameter = { name: 'seed', min: 0, integer: true };

test('limits are those of the server', () => {
  expect([0, 0.5, 1, 1.01, Number.NaN].map((value) => allowed(real, value))).toEqual([false, true, true, false, false]);
  expect([0, 0.5, -1, 2 ** 53].map((value) => allowed(whole, value))).toEqual([true, false, false, false]);
  expect(rangeText(TEXTS.en, real)).toBe('above 0, up to 1');
  expect(rangeText(TEXTS.ja, whole)).toBe('0 以上');
});

test('speed is that of writing, the first token left out', () => {
  expect(rate({ firstAfter: 1000, endAfter: 3000, usage: { promptTokens: 1, tokens: 101, cachedTokens: 0 } })).toBe(50);
  expect(rate({ firstAfter: 1000, endAfter: 3000, usage: { promptTokens: 1, tokens: 1, cachedTokens: 0 } })).toBeUndefined();
  expect(rate({})).toBeUndefined();
});

test('a request has the system prompt, what was said before, and the answer to go on with', () => {
  let one = { ...newConversation('c', 0), system: 'Kind.', sampling: { temperature: 0 } };
  one = add(one, { id: 'q', parent: null, role: 'user', text: 'Hi', created: 1 }) as typeof one;
  one = add(one, { id: 'a', parent: 'q', role: 'assistant', text: '', created: 1 }) as typeof one;
  expect(requestOf(one, turn(one, 'a')!, false)).toEqual({
    messages: [
      { role: 'system', content: 'Kind.' },
      { role: 'user', content: 'Hi' },
    ],
    sampling: { temperature: 0 },
  });
  one = change(one, 'a', { text: 'Well' }) as typeof one;
  const further = requestOf(one, turn(one, 'a')!, true);
  expect(further.continues).toBe(true);
  expect(further.messages.at(-1)).toEqual({ role: 'assistant', content: 'Well' });
});

test('searching finds all words in titles and texts', () => {
  const one = add(newConversation('c', 0), { id: 'q', parent: null, role: 'user', text: 'せせらぎ Brook\nmore water', created: 1 });
  const all = [one, newConversation('empty', 0)];
  expect(search(all, 'brook water')).toEqual([one]);
  expect(search(all, 'brook fire')).toEqual([]);
  expect(search(all, '')).toEqual([one]);
});

test('keys are commands outside of fields, and Escape everywhere', () => {
  const key = (name: string, more = {}) => ({ key: name, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more });
  expect(shortcutOf(key('/'), false)).toBe('focus');
  expect(shortcutOf(key('/'), true)).toBeUndefined();
  expect(shortcutOf(key('Escape'), true)).toBe('stop');
  expect(shortcutOf(key('k', { metaKey: true }), true)).toBe('search');
  expect(shortcutOf(key('O', { ctrlKey: true, shiftKey: true }), true)).toBe('fresh');
  expect(shortcutOf(key('k', { ctrlKey: true, altKey: true }), false)).toBeUndefined();
});

test('a file name has nothing that shells dislike', () => {
  expect(fileName('../a/b: "c"?', 'md')).toBe('a-b-c.md');
  expect(fileName('虹ができる しくみ', 'json')).toBe('虹ができる-しくみ.json');
  expect(fileName('???', 'md')).toBe('seseragi.md');
});

test('the language is the first that the page speaks', () => {
  expect(browserLanguage(['fr', 'ja-JP', 'en'])).toBe('ja');
  expect(browserLanguage(['fr'])).toBe('en');
});

function shape(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value;
  if (Array.isArray(value)) return value.map(shape);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shape(inner)]));
}

test('both languages say the same things', () => {
  expect(shape(TEXTS.ja)).toEqual(shape(TEXTS.en));
});

function frame(changes: Partial<Frame>, cells = ''): Frame {
  const blocks = { total: 4, free: 4, cached: 0, used: 0, shared: 0, per_cell: 1, cells };
  return {
    running: 0, waiting: 0, step_count: 0, prompt_tokens: 0, generated_tokens: 0, prefix_queried_tokens: 0,
    prefix_hit_tokens: 0, preemptions: 0, steps: [], blocks, ...changes,
  };
}

test('rates are taken over the last second', () => {
  const album = new Album();
  let picture = album.add(frame({}), 0);
  for (let i = 1; i <= 8; i++) picture = album.add(frame({ generated_tokens: i * 10, step_count: i }), i * 250);
  expect(picture.rates.at(-1)).toEqual({ written: 40, read: 0 });
  expect(album.add(frame({ generated_tokens: 5, step_count: 1 }), 2250).rates.at(-1)!.written).toBe(0);
});

test('cells that are not known in a frame stay, and only the last steps are kept', () => {
  const album = new Album();
  album.add(frame({}, '0123'), 0);
  const picture = album.add(frame({ steps: Array.from({ length: 200 }, () => [1, 0, 5] as const) }), 250);
  expect(picture.frame!.blocks.cells).toBe('0123');
  expect(picture.steps).toHaveLength(STEPS);
  expect(album.lose().lost).toBe(true);
});

test('each block is drawn once, in the colour of its state', () => {
  const paths = squares('0131', 2, 10);
  expect(paths.map((path) => path.split('z').length - 1)).toEqual([1, 2, 0, 1]);
  expect(paths[3]).toBe('M1 11h8v8h-8z');
});

test('scales end at round numbers', () => {
  expect([1, 3, 7, 10, 11, 900].map(niceTop)).toEqual([1, 5, 10, 10, 20, 1000]);
});
