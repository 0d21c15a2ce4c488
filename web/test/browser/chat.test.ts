import { afterEach, beforeEach, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { pause, ScriptedServer } from './scripted';
import { answered, answers, ask, composer, useBrowser, visit, type Visit } from './visit';

useBrowser();
const server = new ScriptedServer();
let here: Visit;

beforeEach(async () => {
  server.asked.length = 0;
  server.answer = (answer) => answer.say('Hello, I am a brook.');
  await server.start();
  here = await visit(server.url, { permissions: ['clipboard-read', 'clipboard-write'] });
});
afterEach(async () => {
  await here.close();
  await server.stop();
});

test('an answer is shown while it is written, with its figures when it is complete', async () => {
  let goOn = () => {};
  server.answer = async (answer) => {
    answer.started();
    answer.text('First ');
    await new Promise<void>((resolve) => (goOn = resolve));
    for (const word of ['second ', 'third']) answer.text(word);
    answer.end();
  };
  const { page } = here;
  await ask(page, 'Hi');
  await page.getByText('First').waitFor();
  expect(await answers(page).innerText()).not.toContain('second');
  expect(await page.locator('.scroll').getAttribute('aria-busy')).toBe('true');
  goOn();
  await answered(page);
  expect(await answers(page).locator('.prose').innerText()).toBe('First second third');
  const facts = await page.getByRole('list', { name: 'Facts about the answer' }).innerText();
  expect(facts).toMatch(/first token after [\d.]+ s/);
  expect(facts).toMatch(/[\d.]+ tokens\/s/);
  expect(facts).toContain('3 tokens');
  expect(facts).toContain('finished');
});

test('stopping keeps what has come and tells the server; continuing goes on from there', async () => {
  const left = new Promise<void>((resolve) => {
    server.answer = async (answer) => {
      answer.started();
      answer.text('Once upon');
      await answer.whenGone();
      resolve();
    };
  });
  const { page } = here;
  await ask(page, 'Tell a story');
  await page.getByText('Once upon').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await left;
  await answered(page);
  expect(await answers(page).innerText()).toContain('stopped');
  server.answer = (answer) => answer.say(' a time.');
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.getByText('Once upon a time.').waitFor();
  expect(server.asked.at(-1)!.continue_final_message).toBe(true);
  expect(server.asked.at(-1)!.messages.at(-1)).toEqual({ role: 'assistant', content: 'Once upon' });
});

test('answering again keeps the alternatives, and arrows go through them', async () => {
  let count = 0;
  server.answer = (answer) => answer.say(`Answer number ${++count}.`);
  const { page } = here;
  await ask(page, 'Hi');
  await answered(page);
  await page.getByRole('button', { name: 'Answer again' }).click();
  await page.getByText('Answer number 2.').waitFor();
  await answered(page);
  expect(await page.locator('.alternatives').innerText()).toContain('2/2');
  await page.getByRole('button', { name: 'Previous alternative' }).click();
  await page.getByText('Answer number 1.').waitFor();
  expect(await page.locator('.alternatives').innerText()).toContain('1/2');
  await ask(page, 'And then?');
  expect(server.asked.at(-1)!.messages[1]!.content).toBe('Answer number 1.');
});

test('a question can be changed and asked again; the first one stays as an alternative', async () => {
  const { page } = here;
  await ask(page, 'Whta?');
  await answered(page);
  await page.getByRole('button', { name: 'Edit and ask again' }).click();
  await page.getByRole('textbox', { name: 'Text' }).fill('What?');
  await page.getByRole('button', { name: 'Ask again' }).click();
  await page.locator('.said', { hasText: 'What?' }).waitFor();
  await answered(page);
  expect(server.asked.at(-1)!.messages).toEqual([{ role: 'user', content: 'What?' }]);
  await page.getByRole('button', { name: 'Previous alternative' }).click();
  await page.locator('.said', { hasText: 'Whta?' }).waitFor();
});

test('an answer can be changed without asking again', async () => {
  const { page } = here;
  await ask(page, 'Hi');
  await answered(page);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('textbox', { name: 'Text' }).fill('I am a river.');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('I am a river.').waitFor();
  expect(server.asked).toHaveLength(1);
});

test('copying takes the text as the model wrote it', async () => {
  server.answer = (answer) => answer.say('A **bold** word.');
  const { page } = here;
  await ask(page, 'Hi');
  await answered(page);
  await answers(page).getByRole('button', { name: 'Copy' }).click();
  await answers(page).getByRole('button', { name: 'Copied' }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('A **bold** word.');
});

test('system prompt and parameters go along; the panel shows defaults and limits and refuses what is beyond', async () => {
  const { page } = here;
  await page.getByRole('button', { name: 'Parameters' }).click();
  const panel = page.getByRole('complementary', { name: 'Parameters' });
  const temperature = panel.getByRole('textbox', { name: 'Temperature' });
  expect(await temperature.getAttribute('placeholder')).toBe('default 1');
  expect(await panel.innerText()).toContain('0 to 2');
  await panel.getByRole('textbox', { name: 'System prompt' }).fill('Be brief.');
  await temperature.fill('0.3');
  await panel.getByRole('textbox', { name: 'Top p' }).fill('7');
  await panel.getByText('Must be above 0, up to 1').waitFor();
  await panel.getByRole('textbox', { name: 'Stop texts' }).fill('END\nSTOP');
  await ask(page, 'Hi');
  await answered(page);
  const [asked] = server.asked;
  expect(asked!.messages[0]).toEqual({ role: 'system', content: 'Be brief.' });
  expect(asked).toMatchObject({ temperature: 0.3, stop: ['END', 'STOP'] });
  expect(asked).not.toHaveProperty('top_p');
  await panel.getByRole('button', { name: 'Back to the server’s default: Temperature' }).click();
  expect(await temperature.inputValue()).toBe('');
  expect(await panel.innerText()).toContain('7.2B Q4_K');
});

test('conversations are kept, renamed, searched, deleted and brought back', async () => {
  const { page } = here;
  await ask(page, 'About rivers');
  await answered(page);
  await page.getByRole('button', { name: 'New conversation' }).click();
  await ask(page, 'About mountains');
  await answered(page);
  const list = page.getByRole('navigation');
  await list.getByRole('button', { name: 'About rivers', exact: true }).hover();
  await list.getByRole('button', { name: 'Rename “About rivers”' }).click();
  await list.getByRole('textbox', { name: 'Rename “About rivers”' }).fill('Water');
  await page.keyboard.press('Enter');
  await list.getByRole('button', { name: 'Water', exact: true }).waitFor();
  await page.reload();
  await list.getByRole('button', { name: 'Water', exact: true }).click();
  await page.locator('.said', { hasText: 'About rivers' }).waitFor();
  await list.getByRole('searchbox').fill('mountains brook');
  await list.getByRole('button', { name: 'Water', exact: true }).waitFor({ state: 'detached' });
  await list.getByRole('button', { name: 'About mountains', exact: true }).hover();
  await list.getByRole('button', { name: 'Delete “About mountains”' }).click();
  await list.getByText('Nothing found.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await list.getByRole('button', { name: 'About mountains', exact: true }).waitFor();
});

test('export gives Markdown and JSON, and another browser takes the JSON', async () => {
  const { page } = here;
  await ask(page, 'Hi there');
  await answered(page);
  const saved = async (name: string) => {
    await page.getByLabel('Export', { exact: true }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
    return { name: download.suggestedFilename(), path: await download.path() };
  };
  const markdown = await saved('Export as Markdown');
  expect(markdown.name).toBe('Hi-there.md');
  expect(readFileSync(markdown.path, 'utf8')).toBe('# Hi there\n\n## You\n\nHi there\n\n## brook-7b\n\nHello, I am a brook.\n');
  const json = await saved('Export as JSON');
  const other = await visit(server.url);
  await other.page.getByRole('button', { name: 'Settings' }).click();
  await other.page.locator('input[type=file]').setInputFiles(json.path);
  await other.page.getByText('1 conversation imported.').waitFor();
  await other.page.locator('input[type=file]').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
  await other.page.getByText(/cannot be imported: format is not/).waitFor();
  await other.page.getByRole('button', { name: 'Close' }).click();
  await other.page.getByRole('navigation').getByRole('button', { name: 'Hi there', exact: true }).click();
  await other.page.getByText('Hello, I am a brook.').waitFor();
  await other.close();
});

test('two conversations are written at once, each into its own', async () => {
  server.answer = async (answer) => {
    const name = answer.body.messages[0]!.content;
    answer.started();
    for (let i = 0; i < 20; i++) {
      answer.text(`${name}${i} `);
      await pause(20);
    }
    answer.end();
  };
  const { page } = here;
  await ask(page, 'a');
  await page.getByRole('button', { name: 'New conversation' }).click();
  await ask(page, 'b');
  await page.getByText('b19').waitFor();
  expect(await answers(page).locator('.prose').innerText()).not.toContain('a1');
  await page.getByRole('navigation').getByRole('button', { name: 'a', exact: true }).click();
  await page.getByText('a19').waitFor();
  expect(await answers(page).locator('.prose').innerText()).toBe(Array.from({ length: 20 }, (_, i) => `a${i}`).join(' '));
});

test('a turn that is removed takes its replies along, and can be brought back', async () => {
  const { page } = here;
  await ask(page, 'Hi');
  await answered(page);
  await page.locator('.turn.user').hover();
  await page.locator('.turn.user').getByRole('button', { name: 'Delete' }).click();
  await answers(page).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await answers(page).waitFor();
});

test('the composer keeps its draft per conversation', async () => {
  const { page } = here;
  await ask(page, 'Hi');
  await answered(page);
  await composer(page).fill('half a thought');
  await page.getByRole('button', { name: 'New conversation' }).click();
  expect(await composer(page).inputValue()).toBe('');
  await page.getByRole('navigation').getByRole('button', { name: 'Hi', exact: true }).click();
  expect(await composer(page).inputValue()).toBe('half a thought');
});
