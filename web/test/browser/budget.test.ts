import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { BUILT } from './scripted';

const BUDGET = 150_000;

const packed = (name: string) => gzipSync(readFileSync(`${BUILT}/${name}`), { level: 9 }).length;

/** Scripts that a script names as needed before it runs. */
function needs(name: string): string[] {
  const source = readFileSync(`${BUILT}/${name}`, 'utf8');
  return [...source.matchAll(/(?:from|import)\s*"\.\/([\w-]+\.js)"/g)].map((match) => match[1]!);
}

function firstLoad(): Set<string> {
  const page = readFileSync(`${BUILT}/index.html`, 'utf8');
  const all = new Set([...page.matchAll(/\/page\/([\w-]+\.js)/g)].map((match) => match[1]!));
  for (const name of all) needs(name).forEach((one) => all.add(one));
  return all;
}

test('the first load has at most 150 kB of script, packed', () => {
  const sizes = [...firstLoad()].map((name) => [name, packed(name)] as const);
  const sum = sizes.reduce((total, [, size]) => total + size, 0);
  console.log(`first load: ${sum} bytes of script, packed: ${sizes.map((one) => one.join(' ')).join(', ')}`);
  expect(sum).toBeGreaterThan(50_000);
  expect(sum).toBeLessThanOrEqual(BUDGET);
});

test('colours and maths are parts of their own', () => {
  const first = firstLoad();
  const others = readdirSync(BUILT).filter((name) => name.endsWith('.js') && !first.has(name));
  expect(others.some((name) => name.startsWith('highlight-'))).toBe(true);
  expect(others.some((name) => name.startsWith('maths-'))).toBe(true);
});

test('the page names all its files, with their licences', () => {
  const named = readFileSync(`${BUILT}/files.txt`, 'utf8').trim().split('\n');
  expect(named.sort()).toEqual(readdirSync(BUILT).filter((name) => name !== 'files.txt').sort());
  const licences = readFileSync(`${BUILT}/licences.txt`, 'utf8');
  for (const library of ['react-dom', 'react-markdown', 'temml', 'highlight.js', 'idb']) expect(licences).toContain(`${library} `);
});
