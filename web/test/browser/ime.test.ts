import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pause, ScriptedServer } from './scripted';
import { answered, composer, useBrowser, visit, type Visit } from './visit';

useBrowser();
const server = new ScriptedServer();
let here: Visit | undefined;

beforeEach(async () => {
  server.asked.length = 0;
  await server.start();
});
afterEach(async () => {
  await here?.close();
  here = undefined;
  await server.stop();
});

async function open(options: Parameters<typeof visit>[1] = {}): Promise<Page> {
  here = await visit(server.url, options);
  await here.page.getByText('brook-7b answers.').waitFor();
  return here.page;
}

type Event = readonly [type: 'keydown' | 'compositionstart' | 'compositionend', init?: Record<string, unknown>, wait?: number];

/** Gives the composer these events as a browser would, with pauses of milliseconds behind them. */
async function play(page: Page, events: readonly Event[]): Promise<void> {
  await page.evaluate(async (all) => {
    const field = document.querySelector('#composer')!;
    for (const [type, init, wait] of all) {
      const event =
        type === 'keydown' ? new KeyboardEvent(type, { bubbles: true, cancelable: true, ...init }) : new CompositionEvent(type, { bubbles: true, ...init });
      field.dispatchEvent(event);
      if (wait) await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }, events);
}

const ENTER = { key: 'Enter', code: 'Enter', keyCode: 13, which: 13 };

test('Chrome: confirming a conversion does not send, the next Enter does', async () => {
  const page = await open();
  await composer(page).fill('変換');
  await play(page, [
    ['keydown', { key: 'Process', keyCode: 229, which: 229 }],
    ['compositionstart'],
    ['keydown', { key: 'Process', keyCode: 229, which: 229, isComposing: true }, 20],
    ['keydown', { ...ENTER, keyCode: 229, which: 229, isComposing: true }],
    ['compositionend', { data: '変換' }, 60],
  ]);
  expect(server.asked).toHaveLength(0);
  expect(await composer(page).inputValue()).toBe('変換');
  await play(page, [['keydown', ENTER]]);
  await answered(page);
  expect(server.asked[0]!.messages).toEqual([{ role: 'user', content: '変換' }]);
});

test('Safari: the Enter that comes after the end of the composition does not send either', async () => {
  const page = await open();
  await composer(page).fill('変換');
  await play(page, [['compositionstart'], ['compositionend', { data: '変換' }], ['keydown', { ...ENTER, keyCode: 229, which: 229 }, 60]]);
  await play(page, [['compositionstart'], ['compositionend', { data: '変換' }], ['keydown', ENTER, 60]]);
  expect(server.asked).toHaveLength(0);
  await play(page, [['keydown', ENTER]]);
  await answered(page);
  expect(server.asked).toHaveLength(1);
});

test('a composition of the browser’s own input method does not send', async () => {
  const page = await open();
  await composer(page).focus();
  const client = await page.context().newCDPSession(page);
  await client.send('Input.imeSetComposition', { text: 'へんかん', selectionStart: 4, selectionEnd: 4 });
  await client.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 });
  await client.send('Input.insertText', { text: '変換' });
  expect(server.asked).toHaveLength(0);
  expect(await composer(page).inputValue()).toBe('変換');
  await pause(60);
  await page.keyboard.press('Enter');
  await answered(page);
  expect(server.asked).toHaveLength(1);
});

test('Enter sends, Shift+Enter breaks the line', async () => {
  const page = await open();
  await composer(page).pressSequentially('one');
  await page.keyboard.press('Shift+Enter');
  await composer(page).pressSequentially('two');
  expect(server.asked).toHaveLength(0);
  await page.keyboard.press('Enter');
  await answered(page);
  expect(server.asked[0]!.messages[0]!.content).toBe('one\ntwo');
});

test('with the switch it is the other way round, and stays so', async () => {
  const page = await open();
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('checkbox', { name: 'Enter sends' }).uncheck();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.reload();
  await page.getByText('brook-7b answers.').waitFor();
  await composer(page).pressSequentially('one');
  await page.keyboard.press('Enter');
  await composer(page).pressSequentially('two');
  expect(server.asked).toHaveLength(0);
  await page.keyboard.press('Control+Enter');
  await answered(page);
  expect(server.asked[0]!.messages[0]!.content).toBe('one\ntwo');
});

test('on a screen keyboard Enter breaks the line', async () => {
  const page = await open({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 780 } });
  await composer(page).pressSequentially('one');
  await page.keyboard.press('Enter');
  await composer(page).pressSequentially('two');
  expect(server.asked).toHaveLength(0);
  expect(await composer(page).inputValue()).toBe('one\ntwo');
});
