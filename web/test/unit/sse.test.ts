import { expect, test } from 'vitest';
import { EventParser } from '../../src/api/sse';

const all = (...pieces: string[]) => {
  const parser = new EventParser();
  return pieces.flatMap((piece) => parser.push(piece)).map((event) => `${event.kind}:${event.text}`);
};

test('events and comments come out in their order', () => {
  expect(all(': queued {"position":2}\n\ndata: {"a":1}\n\ndata: [DONE]\n\n')).toEqual(['comment:queued {"position":2}', 'data:{"a":1}', 'data:[DONE]']);
});

test('any cut gives the same events, with any line end', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const text = `: ping${end}${end}data: one${end}data: two${end}${end}id: 7${end}data:three${end}${end}`;
    for (let i = 0; i <= text.length; i++) {
      for (let j = i; j <= text.length; j += 3) {
        expect(all(text.slice(0, i), text.slice(i, j), text.slice(j))).toEqual(['comment:ping', 'data:one\ntwo', 'data:three']);
      }
    }
  }
});

test('an event that was not ended does not come', () => {
  expect(all('data: half')).toEqual([]);
  expect(all('data: half\n')).toEqual([]);
});

test('a line without an end is refused before it fills the memory', () => {
  const parser = new EventParser();
  expect(() => {
    for (let i = 0; i < 20; i++) parser.push('x'.repeat(1 << 20));
  }).toThrow(/too long/);
});
