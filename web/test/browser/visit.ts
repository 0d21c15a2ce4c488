import axe from 'axe-core';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PICTURES = fileURLToPath(new URL('../../../target/ci/page', import.meta.url));
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** A name of this machine that browsers do not know to be it: what is there comes from another machine to them. */
export const ELSEWHERE = 'brook.test';

let browser: Browser;

/** Starts a browser for the tests of a file. */
export function useBrowser(): void {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage', `--host-resolver-rules=MAP ${ELSEWHERE} 127.0.0.1`] });
  });
  afterAll(() => browser.close());
}

export type Visit = { readonly page: Page; readonly context: BrowserContext; readonly close: () => Promise<void> };

/**
 * Opens the page as a new visitor. `close` fails if meanwhile the page failed, broke the policy, or asked another host.
 */
export async function visit(address: string, options: BrowserContextOptions & { readonly mayFail?: RegExp } = {}): Promise<Visit> {
  const { mayFail, ...rest } = options;
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 }, ...rest });
  const page = await context.newPage();
  const faults: string[] = [];
  const host = new URL(address).host;
  page.on('pageerror', (failure) => faults.push(`failed: ${failure.message}`));
  page.on('console', (message) => {
    // the browser itself logs answers that are errors; whether those are right is what tests look at
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (/^(http|ws)/.test(request.url()) && new URL(request.url()).host !== host) faults.push(`asked ${request.url()}`);
  });
  await page.goto(address);
  return {
    page,
    context,
    close: async () => {
      await context.close();
      expect(faults.filter((fault) => !mayFail?.test(fault))).toEqual([]);
    },
  };
}

export const composer = (page: Page) => page.locator('#composer');
export const answers = (page: Page) => page.locator('.turn.assistant');

/** Asks and waits until the answer has begun. */
export async function ask(page: Page, text: string): Promise<void> {
  const count = await answers(page).count();
  await composer(page).fill(text);
  await page.getByRole('button', { name: /^(Send|送信)$/ }).click();
  await answers(page).nth(count).waitFor();
}

/** Until nothing is being written. */
export async function answered(page: Page): Promise<void> {
  await page.locator('.scroll[aria-busy="false"]').waitFor();
}

export async function shot(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}/${name}.png` });
}

/** What axe finds against WCAG 2.2 A and AA and its best practices. */
export async function barriers(page: Page): Promise<string[]> {
  // past the policy of the page, as a reader's own tool would be
  const client = await page.context().newCDPSession(page);
  await client.send('Page.setBypassCSP', { enabled: true });
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
  await client.detach();
  return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}
