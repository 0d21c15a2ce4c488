import type { CDPSession } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pause, ScriptedServer } from './scripted';
import { answers, ask, useBrowser, visit } from './visit';

/**
 * A long answer: that all of it arrives, and what its frames took, written down and not judged, as that depends on the
 * machine. `TOKENS_PER_SECOND=200` makes it the measured run of docs/benchmarks.md.
 */
const TOKENS = 20_000;
const RATE = Number(process.env['TOKENS_PER_SECOND'] ?? 2000);

useBrowser();
const server = new ScriptedServer();
beforeAll(async () => void (await server.start()));
afterAll(() => server.stop());

/** Paragraphs, lists, code and tables, a token at a time. */
function* tokens(count: number): Generator<string> {
  const section = [
    '## Section\n\n',
    ...'A paragraph of **some** length, with `code` and words that a model would write about brooks. '.repeat(3).match(/\S+\s/g)!,
    '\n\n',
    ...'- an item\n- another item with *emphasis*\n'.match(/\S+\s/g)!,
    '\n',
    '```java\n',
    ...'int answer = 42;\nfor (int i = 0; i < answer; i++) { print(i); }\n'.repeat(4).match(/\S+\s/g)!,
    '```\n\n',
    ...'| a | b |\n|---|---|\n| 1 | 2 |\n'.match(/\S+\s/g)!,
    '\n',
  ];
  for (let i = 0; i < count; i++) yield section[i % section.length]!;
}

test(`an answer of ${TOKENS} tokens at ${RATE} a second`, { timeout: 300_000 }, async () => {
  server.answer = async (answer) => {
    answer.started();
    const began = performance.now();
    let sent = 0;
    for (const token of tokens(TOKENS)) {
      answer.text(token);
      if (++sent % 20 === 0) await pause(Math.max(0, began + (sent * 1000) / RATE - performance.now()));
    }
    answer.text('\n\nThe end.');
    answer.end();
  };
  const { page, close } = await visit(server.url);
  await page.evaluate(() => {
    const frames: number[] = [];
    let before = performance.now();
    const tick = (now: number) => {
      frames.push(now - before);
      before = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    Object.assign(globalThis, { frames });
  });
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' }); // what the page computed, not what it waited
  await ask(page, 'Write a long text');
  await page.evaluate(() => void (globalThis as unknown as { frames: number[] }).frames.splice(0));
  const before = await costs(client);
  await page.locator('.scroll[aria-busy="false"]').waitFor({ timeout: 280_000 });
  const frames = await page.evaluate(() => (globalThis as unknown as { frames: number[] }).frames);
  const after = await costs(client);
  const sorted = [...frames].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(1);
  console.log(`${TOKENS} tokens at ${RATE}/s: ${frames.length} frames, median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms, longest ${at(1)} ms`);
  const share = (name: string) => `${name} ${(((after[name]! - before[name]!) * 1000) / frames.length).toFixed(2)} ms`;
  console.log(`computed by the page's thread, a frame: ${['TaskDuration', 'ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration'].map(share).join(', ')}`);
  expect(await answers(page).getByText('20,001 tokens').count()).toBe(1);
  expect(await answers(page).locator('pre').count()).toBe(expectedBlocks());
  await close();
});

async function costs(client: CDPSession): Promise<Record<string, number>> {
  const { metrics } = await client.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

/** Fences that were opened in the answer. */
function expectedBlocks(): number {
  return [...tokens(TOKENS)].filter((token) => token.startsWith('```java')).length;
}
