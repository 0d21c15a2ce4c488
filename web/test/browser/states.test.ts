import { afterEach, beforeEach, expect, test } from 'vitest';
import { INFO, pause, ScriptedServer } from './scripted';
import { answered, answers, ask, composer, ELSEWHERE, useBrowser, visit, type Visit } from './visit';

useBrowser();
let server: ScriptedServer;
let here: Visit | undefined;

beforeEach(async () => void (server = await new ScriptedServer().start()));
afterEach(async () => {
  await here?.close();
  here = undefined;
  await server.stop();
});

async function open(mayFail?: RegExp) {
  here = await visit(server.url, mayFail ? { mayFail } : {});
  return here.page;
}

test('who waits sees the place in the queue', async () => {
  const moves: (() => void)[] = [];
  const moved = () => new Promise<void>((resolve) => moves.push(resolve));
  server.answer = async (answer) => {
    answer.queued(2);
    await moved();
    answer.queued(0);
    await moved();
    answer.started(700);
    await moved();
    answer.text('At last.');
    answer.end();
  };
  const page = await open();
  await ask(page, 'Hi');
  await page.getByText('3rd in the queue').waitFor();
  moves.shift()!();
  await page.getByText('Next in the queue').waitFor();
  moves.shift()!();
  await page.getByText('Reading 700 tokens').waitFor();
  moves.shift()!();
  await page.getByText('At last.').waitFor();
});

test('a full queue counts down to the next try, and gets through by itself', async () => {
  let tries = 0;
  server.answer = (answer) => {
    if (++tries < 3) answer.refuse(429, 'queue_full', 'The queue is full', { 'Retry-After': '2' });
    else return answer.say('There is room.');
  };
  const page = await open();
  await ask(page, 'Hi');
  await page.getByText('The queue is full. Trying again in 2 s').waitFor();
  await page.getByText('The queue is full. Trying again in 1 s').waitFor();
  await page.getByText('There is room.').waitFor();
  expect(tries).toBe(3);
});

test('who does not want to wait for the queue tries at once, or stops', async () => {
  let full = true;
  server.answer = (answer) => (full ? answer.refuse(429, 'queue_full', 'The queue is full', { 'Retry-After': '600' }) : answer.say('There is room.'));
  const page = await open();
  await ask(page, 'Hi');
  await page.getByText(/Trying again in \d+ s/).waitFor();
  full = false;
  await page.getByRole('button', { name: 'Try now' }).click();
  await page.getByText('There is room.').waitFor();
  full = true;
  await ask(page, 'Again');
  await page.getByText(/Trying again in \d+ s/).waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await answered(page);
});

test('a prompt that is too long is told by how much', async () => {
  server.answer = (answer) => answer.refuse(400, 'context_length_exceeded', 'The prompt has 5000 tokens; this server takes at most 4095. Shorten it.');
  const page = await open();
  await ask(page, 'Hi');
  await page.getByText('This conversation is 905 tokens too long for the model, which takes 4,095. Shorten your message, or start a new conversation.').waitFor();
});

test('the gauge counts the context and says when a draft goes beyond it', async () => {
  const page = await open();
  await composer(page).fill('x'.repeat(400));
  await page.getByText('100 of 4,096 tokens of context').waitFor();
  await composer(page).fill('x'.repeat(20_000));
  await page.getByText('905 tokens too long').waitFor();
});

test('while the model loads its progress is shown, and then one can ask', async () => {
  const loading = (progress: number) => ({ status: 503, body: { status: 'loading', progress, error: { code: 'model_loading', message: 'Loading model' } } });
  server.health = loading(0.42);
  const page = await open();
  await page.getByText('The model is loading: 42 %').waitFor();
  expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
  server.health = loading(0.9);
  await page.getByText('The model is loading: 90 %').waitFor();
  server.health = undefined;
  await page.getByText('brook-7b answers.').waitFor();
  await ask(page, 'Hi');
  await page.getByText('Hello, I am a brook.').waitFor();
});

test('when the server goes in the middle of an answer, what came is kept; the page finds it again and goes on', async () => {
  server.answer = async (answer) => {
    answer.started();
    answer.text('The first half');
    await pause(300);
    await server.stop();
  };
  const page = await open();
  await ask(page, 'Hi');
  await page.getByText('The connection to the server broke. What came is kept').waitFor();
  expect(await answers(page).locator('.prose').innerText()).toBe('The first half');
  await page.getByText('The server does not answer. Your conversations are safe here.').waitFor();
  await page.getByText(/Trying again in \d+ s/).waitFor();
  server.answer = (answer) => answer.say(' and the second.');
  await server.start();
  await page.getByText('The server does not answer.').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.getByText('The first half and the second.').waitFor();
});

test('a server that goes while nobody asks is missed, and found again when it is back', async () => {
  const page = await open();
  await ask(page, 'Hi');
  await answered(page);
  await server.stop();
  await page.getByText('not reachable').waitFor({ timeout: 30_000 });
  await page.getByText('Hello, I am a brook.').waitFor();
  await server.start();
  await page.getByRole('button', { name: 'Try now' }).click();
  await page.getByText('The server does not answer.').waitFor({ state: 'detached' });
});

test('a connection that breaks before the first word can be tried again', async () => {
  server.answer = (answer) => answer.cut();
  const page = await open();
  await ask(page, 'Hi');
  await page.getByText('The connection to the server broke.').waitFor();
  server.answer = (answer) => answer.say('Here I am.');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Here I am.').waitFor();
});

test('an answer that is reloaded away is kept as far as it came', async () => {
  server.answer = async (answer) => {
    answer.started();
    answer.text('Kept');
    await pause(2500);
    answer.text(' text');
    await answer.whenGone();
  };
  const page = await open();
  await ask(page, 'Hi');
  await page.getByText('Kept text').waitFor();
  await pause(500);
  await page.reload();
  await page.getByRole('navigation').getByRole('button', { name: 'Hi', exact: true }).click();
  await page.getByText('The page was closed while this was being written.').waitFor();
  expect(await answers(page).locator('.prose').innerText()).toBe('Kept text');
});

test('a server with a key asks for it, says when it is wrong, and keeps the right one', async () => {
  server.key = 'brook';
  const page = await open();
  const dialog = page.getByRole('dialog', { name: 'This server wants a key' });
  await dialog.getByLabel('API key').fill('river');
  await page.keyboard.press('Enter');
  await dialog.getByText('The server does not know this key.').waitFor();
  await dialog.getByLabel('API key').fill('brook');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await ask(page, 'Hi');
  await page.getByText('Hello, I am a brook.').waitFor();
});

test('a model without a chat template says what to do', async () => {
  server.info = { ...INFO, chat: false };
  const page = await open();
  await page.getByText('Start the server with --chat-template FILE to chat.').waitFor();
});

test('errors of the server in the middle of an answer are told in its words, and the text is kept', async () => {
  server.answer = (answer) => {
    answer.started();
    answer.text('So far');
    answer.fail('the engine failed in this step; its log says why');
  };
  const page = await open();
  await ask(page, 'Hi');
  await page.getByText('The server says: the engine failed in this step; its log says why').waitFor();
  expect(await answers(page).locator('.prose').innerText()).toBe('So far');
});

test('an answer that reaches its limit says so and can be continued', async () => {
  server.answer = (answer) => {
    answer.started();
    answer.text('So far');
    answer.end('length');
  };
  const page = await open();
  await ask(page, 'Hi');
  await page.getByText('cut at its limit').waitFor();
  await page.getByRole('button', { name: 'Continue', exact: true }).waitFor();
});

test('a part of the page that cannot be fetched leaves a sentence, not a blank page', async () => {
  const page = await open(/./);
  await page.getByText('brook-7b answers.').waitFor();
  await page.route('**/page/EngineRoom-*.js', (route) => route.abort());
  await page.getByRole('button', { name: 'Engine room' }).click();
  await page.getByText(/The page failed .* Reload it; your conversations are kept\./).waitFor();
  await page.getByRole('button', { name: 'New conversation' }).click();
  await composer(page).waitFor();
});

test('over plain HTTP from another machine everything works, copying too', async () => {
  here = await visit(server.url.replace('127.0.0.1', ELSEWHERE));
  const { page } = here;
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await ask(page, 'Hi');
  await answered(page);
  await answers(page).getByRole('button', { name: 'Copy' }).click();
  await answers(page).getByRole('button', { name: 'Copied' }).waitFor();
  await page.reload();
  await page.getByRole('navigation').getByRole('button', { name: 'Hi', exact: true }).click();
  await page.getByText('Hello, I am a brook.').waitFor();
});
