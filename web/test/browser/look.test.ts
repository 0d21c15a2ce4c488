import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { QUESTION, SAMPLE } from './samples';
import { ScriptedServer } from './scripted';
import { answered, answers, ask, barriers, composer, shot, useBrowser, visit } from './visit';

useBrowser();
const server = new ScriptedServer();
beforeAll(async () => void (await server.start()));
afterAll(() => server.stop());

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const LOOKS = (['en', 'ja'] as const).flatMap((language) =>
  (['light', 'dark'] as const).flatMap((theme) => [
    { language, theme, size: 'desktop', screen: DESKTOP },
    { language, theme, size: 'phone', screen: PHONE },
  ]),
);

/** Nothing is wider than the screen, but for what scrolls by itself. */
async function fits(page: Page): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over).toBe(0);
}

describe.each(LOOKS)('$language, $theme, $size', ({ language, theme, size, screen }) => {
  const name = (what: string) => `${what}-${language}-${theme}-${size}`;
  const open = () => visit(server.url, { locale: language === 'ja' ? 'ja-JP' : 'en-GB', colorScheme: theme, ...screen });

  test('empty, a long answer, an error: no barrier, nothing too wide', async () => {
    const { page, close } = await open();
    await page.locator('.idea').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
    await shot(page, name('empty'));
    await fits(page);
    expect(await barriers(page)).toEqual([]);

    server.answer = (answer) => answer.say(SAMPLE[language], 0);
    await ask(page, QUESTION[language]);
    await answered(page);
    await page.locator('.hljs-keyword').first().waitFor();
    await page.locator('math').first().waitFor();
    await page.locator('.scroll').evaluate((scroll) => scroll.scrollTo(0, 0));
    await shot(page, name('answer'));
    await page.locator('.scroll').evaluate((scroll) => scroll.scrollTo(0, scroll.scrollHeight));
    await shot(page, name('code'));
    await fits(page);
    expect(await barriers(page)).toEqual([]);

    server.answer = (answer) => answer.refuse(400, 'context_length_exceeded', 'The prompt has 5000 tokens; this server takes at most 4095.');
    await ask(page, QUESTION[language]);
    await page.locator('.note.ember').waitFor();
    await shot(page, name('error'));
    await fits(page);
    expect(await barriers(page)).toEqual([]);
    await close();
  });

  test('menu, panel, dialogs and the other rooms: no barrier, nothing too wide', async () => {
    server.frames = frames();
    server.answer = (answer) => (answer.body.stream ? answer.say(SAMPLE[language].split('\n')[0]!, 4) : later(answer, SAMPLE[language].split('\n')[0]!));
    const { page, close } = await open();
    await page.locator('.idea').first().waitFor();
    const phone = size === 'phone';
    const menu = async () => {
      if (phone) await page.locator('.open-menu').click();
    };
    if (phone) {
      await menu();
      await page.locator('.sidebar').waitFor();
      await shot(page, name('menu'));
      expect(await barriers(page)).toEqual([]);
      await page.keyboard.press('Escape');
    }
    await page.keyboard.press('Control+.');
    await page.locator('.panel').waitFor();
    await shot(page, name('panel'));
    expect(await barriers(page)).toEqual([]);
    await fits(page);
    await page.locator('.panel-head button').click();
    for (const [what, index] of [['settings', 2], ['help', 3]] as const) {
      await menu();
      await page.locator('.nav-foot button').nth(index).click();
      await page.locator('dialog[open]').waitFor();
      if (what === 'settings') await shot(page, name(what));
      expect(await barriers(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.locator('dialog').waitFor({ state: 'detached' });
      if (phone) await page.keyboard.press('Escape');
    }
    await menu();
    await page.locator('.nav-foot button').nth(0).click();
    await page.locator('.ask button').click();
    await page.locator('.verdict:not(:empty)').waitFor();
    await shot(page, name('compare'));
    expect(await barriers(page)).toEqual([]);
    await fits(page);
    await menu();
    await page.locator('.nav-foot button').nth(1).click();
    await page.locator('.cell.shared[d^="M"]').first().waitFor();
    await page.waitForTimeout(1500); // for a picture with some history
    await shot(page, name('engine'));
    expect(await barriers(page)).toEqual([]);
    await fits(page);
    await close();
  });
});

async function later(answer: { whole: (text: string) => void }, text: string) {
  await new Promise((resolve) => setTimeout(resolve, 900));
  answer.whole(text);
}

/** An engine at work. */
function frames(): () => unknown {
  let at = 0;
  return () => {
    at++;
    const states = Array.from({ length: 768 }, (_, i) => (i < 64 ? 3 : i < 250 + at ? 2 : i < 420 ? 1 : 0));
    const count = (state: number) => states.filter((one) => one === state).length;
    return {
      running: 12, waiting: 3, step_count: at * 20, prompt_tokens: at * 160, generated_tokens: Math.round(at * 50 + 15 * Math.sin(at / 2)),
      prefix_queried_tokens: 1000, prefix_hit_tokens: 612, preemptions: 0,
      blocks: { total: 768, free: count(0), cached: count(1), used: count(2) + count(3), shared: count(3), per_cell: 1, cells: states.join('') },
      steps: Array.from({ length: 20 }, (_, i) => [10 + ((i * at) % 4), i % 7 === at % 7 ? 128 : (i % 5) * 16, 12_000]),
    };
  };
}

test('the switch changes the language and the appearance at once, and both stay', async () => {
  const { page, close } = await visit(server.url);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('日本語').check();
  await page.getByRole('heading', { name: '設定' }).waitFor();
  await page.getByLabel('ダーク').check();
  const dark = () => page.evaluate(() => getComputedStyle(document.body.parentElement!).backgroundColor);
  expect(await dark()).toBe('rgb(16, 22, 23)');
  await page.reload();
  await page.getByText('何をお尋ねですか').waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('ja');
  expect(await dark()).toBe('rgb(16, 22, 23)');
  await close();
});

test('everything can be done with the keyboard', async () => {
  server.answer = (answer) => answer.say('Hello, I am a brook.');
  const { page, close } = await visit(server.url);
  await page.locator('.idea').first().waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.getAttribute('aria-label') || document.activeElement?.textContent);
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Skip to the message field');
  await page.keyboard.press('Enter');
  await expect.poll(focused).toBe('composer');
  await page.keyboard.type('Hi');
  await page.keyboard.press('Enter');
  await answered(page);
  await page.keyboard.press('Control+k');
  await expect.poll(focused).toBe('search');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Hi');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Rename “Hi”');
  await page.keyboard.press('Control+Shift+O');
  await expect.poll(focused).toBe('composer');
  await answers(page).waitFor({ state: 'detached' });
  await page.keyboard.press('Control+.');
  await page.getByRole('complementary', { name: 'Parameters' }).waitFor();
  await page.keyboard.press('Control+.');
  await page.getByRole('complementary', { name: 'Parameters' }).waitFor({ state: 'detached' });
  await composer(page).blur();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('/');
  await expect.poll(focused).toBe('composer');
  server.answer = (answer) => (answer.started(), answer.text('…'), answer.whenGone());
  await page.keyboard.type('Go on');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('stopped').first().waitFor();
  await close();
});

test('a screen reader hears that an answer begins and ends, not each of its words', async () => {
  let goOn = () => {};
  server.answer = async (answer) => {
    answer.started();
    for (let i = 0; i < 40; i++) answer.text(`word${i} `);
    await new Promise<void>((resolve) => (goOn = resolve));
    answer.end();
  };
  const { page, close } = await visit(server.url);
  await page.locator('.idea').first().waitFor();
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    const live = (node: Node | null): boolean => {
      for (let at = node instanceof Element ? node : node?.parentElement; at; at = at.parentElement) {
        if (at.getAttribute('aria-live') === 'off') return false;
        if (at.matches('[aria-live], [role=status], [role=alert], [role=log]')) return true;
      }
      return false;
    };
    new MutationObserver((records) => records.forEach((record) => live(record.target) && heard.push(record.target.textContent ?? ''))).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  await ask(page, 'Hi');
  await page.getByText('word39').waitFor();
  goOn();
  await answered(page);
  await page.getByText('The answer is complete, 40 tokens.').waitFor({ state: 'attached' });
  const heard = await page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
  expect(heard.filter((text) => text.includes('word'))).toEqual([]);
  expect(heard.length).toBeLessThan(12);
  await close();
});

test('who wants less motion gets none', async () => {
  server.answer = (answer) => (answer.started(), answer.text('…'), answer.whenGone());
  const { page, close } = await visit(server.url, { reducedMotion: 'reduce' });
  await ask(page, 'Hi');
  expect(await page.locator('.waiting .brook path').first().evaluate((path) => getComputedStyle(path).animationName)).toBe('none');
  await close();
});

test('who scrolls up while an answer grows is left alone, and finds the way back', async () => {
  let goOn = () => {};
  server.answer = async (answer) => {
    answer.started();
    for (let i = 0; i < 60; i++) answer.text(`Line ${i}\n\n`);
    await new Promise<void>((resolve) => (goOn = resolve));
    for (let i = 60; i < 90; i++) answer.text(`Line ${i}\n\n`);
    answer.end();
  };
  const { page, close } = await visit(server.url);
  await ask(page, 'Hi');
  await page.getByText('Line 59').waitFor();
  const scroll = page.locator('.scroll');
  const distance = () => scroll.evaluate((at) => Math.round(at.scrollHeight - at.scrollTop - at.clientHeight));
  await expect.poll(distance).toBeLessThan(3);
  await scroll.hover();
  await page.mouse.wheel(0, -600);
  await page.getByRole('button', { name: 'To the end' }).waitFor();
  const place = await scroll.evaluate((at) => at.scrollTop);
  goOn();
  await answered(page);
  expect(Math.abs((await scroll.evaluate((at) => at.scrollTop)) - place)).toBeLessThan(3);
  await page.getByRole('button', { name: 'To the end' }).click();
  await expect.poll(distance).toBeLessThan(3);
  await close();
});
