import { afterEach, beforeEach, expect, test } from 'vitest';
import { ScriptedServer } from './scripted';
import { answered, answers, ask, useBrowser, visit, type Visit } from './visit';

useBrowser();
const server = new ScriptedServer();
let here: Visit;

beforeEach(async () => {
  server.fetched.length = 0;
  await server.start();
  here = await visit(server.url);
});
afterEach(async () => {
  await here.close();
  await server.stop();
});

async function answer(text: string) {
  server.answer = (one) => one.say(text, 1);
  await ask(here.page, 'Hi');
  await answered(here.page);
  return answers(here.page).last().locator('.prose');
}

const fetched = (name: string) => server.fetched.some((path) => path.startsWith(`/page/${name}`));

test('code gets its colours from a part that is fetched when the first code is complete', async () => {
  await answer('No code here.');
  expect(fetched('highlight')).toBe(false);
  const prose = await answer('```java\nint answer = 42; // why\n```\n');
  await prose.locator('.hljs-comment').waitFor();
  expect(await prose.locator('.hljs-comment').innerText()).toBe('// why');
  expect(await prose.locator('pre').innerText()).toBe('int answer = 42; // why');
  expect(fetched('highlight')).toBe(true);
});

test('formulas are MathML, from a part that is fetched when the first one comes', async () => {
  await answer('It costs $5, or $6.');
  expect(fetched('maths')).toBe(false);
  const prose = await answer('Inline \\(a^2\\) and\n\n\\[ \\frac{a}{b} \\]\n\nand $$\\sqrt{2}$$ and \\(\\color{red}{x}\\).\n');
  await prose.locator('math').first().waitFor();
  expect(await prose.locator('math').count()).toBe(4);
  expect(await prose.locator('math[display="block"]').count()).toBe(1);
  expect(await prose.locator('mfrac').count()).toBe(1);
  expect(await prose.locator('mfrac').evaluate((frac) => frac.getBoundingClientRect().height)).toBeGreaterThan(20);
});

test('a formula that is wrong or evil shows its source and runs nothing', async () => {
  const prose = await answer('\\(\\href{javascript:alert(1)}{x}\\) \\(\\frac{\\) \\(\\htmlData{a=b}{x}\\)');
  await prose.locator('math, .temml-error').first().waitFor();
  expect(await prose.locator('a, [href]').count()).toBe(0);
});

test('names of characters are read, and none of them becomes markup', async () => {
  const prose = await answer('5 &lt; 6 &amp; &copy; &notaname; &lt;b&gt;x&lt;/b&gt;');
  expect(await prose.innerText()).toBe('5 < 6 & © &notaname; <b>x</b>');
  expect(await prose.locator('b').count()).toBe(0);
});

test('HTML of a model is text', async () => {
  const prose = await answer('<img src="x" onerror="alert(1)"> <script>alert(2)</script>\n\n<iframe src="https://example.org"></iframe>');
  expect(await prose.locator('img, script, iframe').count()).toBe(0);
  expect(await prose.innerText()).toContain('<script>alert(2)</script>');
});

test('a link shows where it leads before it is followed', async () => {
  const prose = await answer('See [a friend](https://example.org/path?q=1) and ![a cat](https://example.org/cat.png).');
  await prose.getByRole('link', { name: 'a friend' }).click();
  const dialog = here.page.getByRole('dialog', { name: 'Open this link?' });
  await dialog.getByText('https://example.org/path?q=1').waitFor();
  const open = dialog.getByRole('link', { name: 'Open in a new tab' });
  expect(await open.getAttribute('target')).toBe('_blank');
  expect(await open.getAttribute('rel')).toContain('noreferrer');
  await here.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await prose.locator('img').count()).toBe(0);
});

test('tables, task lists, quotes and Japanese emphasis', async () => {
  const prose = await answer('| a | b |\n|---|--:|\n| 1 | **太字。**次 |\n\n- [x] done\n- [ ] open\n\n> quoted\n');
  expect(await prose.locator('td').allInnerTexts()).toEqual(['1', '太字。次']);
  expect(await prose.locator('td strong').innerText()).toBe('太字。');
  expect(await prose.getByRole('checkbox').count()).toBe(2);
  expect(await prose.locator('blockquote').innerText()).toBe('quoted');
});

test('while a text grows, blocks that are complete are left alone', async () => {
  const goOn: (() => void)[] = [];
  server.answer = async (one) => {
    one.started();
    one.text('First **block**.\n\n```js\nlet a = 1;\n```\n\nSecond ');
    await new Promise<void>((resolve) => goOn.push(resolve));
    for (let i = 0; i < 50; i++) one.text(`word${i} `);
    one.end();
  };
  const { page } = here;
  await ask(page, 'Hi');
  await page.getByText('Second').waitFor();
  await page.locator('.hljs-keyword').waitFor();
  await page.evaluate(() => {
    const changes: string[] = [];
    Object.assign(globalThis, { changes });
    const prose = document.querySelector('.prose')!;
    const last = prose.lastElementChild!;
    new MutationObserver((records) => records.forEach((record) => changes.push(last.contains(record.target) ? 'last' : 'other'))).observe(prose, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
  });
  goOn[0]!();
  await page.getByText('word49').waitFor();
  await answered(page);
  const changes = await page.evaluate(() => (globalThis as unknown as { changes: string[] }).changes);
  expect(changes.length).toBeGreaterThan(0);
  expect(changes).not.toContain('other');
});
