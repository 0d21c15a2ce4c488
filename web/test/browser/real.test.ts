import { describe, expect, test } from 'vitest';
import { POLICY } from './scripted';
import { answered, answers, ask, barriers, shot, useBrowser, visit } from './visit';

/** The page as the real server gives it, with the built-in guide behind it. */
const address = process.env['SESERAGI_URL'];

describe.skipIf(!address)('a real server', () => {
  useBrowser();

  test('chat with streaming works, and the page keeps to the policy', async () => {
    const response = await fetch(address!, { headers: { Accept: 'text/html' } });
    expect(response.headers.get('content-security-policy')).toBe(POLICY);
    const { page, close } = await visit(address!);
    await page.getByText('seseragi-guide').waitFor();
    await ask(page, 'What is continuous batching?');
    await answered(page);
    const text = await answers(page).locator('.prose').innerText();
    expect(text.length).toBeGreaterThan(40);
    const facts = await answers(page).locator('.facts').innerText();
    expect(facts).toMatch(/first token after/);
    expect(facts).toMatch(/\d+ tokens/);
    expect(facts).toContain('finished');
    expect(await barriers(page)).toEqual([]);
    await shot(page, 'real-chat');
    await close();
  });

  test('an answer that is stopped goes on where it was, with its own words before it', async () => {
    const { page, close } = await visit(address!);
    await page.getByText('seseragi-guide').waitFor();
    await page.keyboard.press('Control+.');
    await page.getByRole('textbox', { name: 'Temperature' }).fill('0');
    await page.getByRole('textbox', { name: 'Longest answer, tokens' }).fill('8');
    await ask(page, 'What is Seseragi?');
    await page.getByText('cut at its limit').waitFor();
    const prose = answers(page).locator('.prose');
    const first = await prose.innerText();
    await page.getByRole('button', { name: 'Back to the server’s default: Longest answer, tokens' }).click();
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await page.getByText('finished').waitFor();
    const whole = await prose.innerText();
    expect(whole.startsWith(first)).toBe(true);
    await page.getByRole('button', { name: 'Answer again' }).click();
    await page.getByText('2/2').waitFor();
    await answered(page);
    expect(await prose.innerText()).toBe(whole);
    await close();
  });

  test('streamed against waited: the streamed words come first, and both texts are the same', async () => {
    const { page, close } = await visit(`${address!}#compare`);
    await page.getByRole('button', { name: 'Ask both' }).click();
    await page.getByText(/With streaming you read [\d.]+ times sooner/).waitFor();
    const [streamed, waited] = await page.locator('.way .prose').allInnerTexts();
    expect(streamed).toBe(waited);
    await shot(page, 'real-compare');
    await close();
  });

  test('the engine room shows blocks, steps and rates of the engine', async () => {
    const { page, context, close } = await visit(`${address!}#engine`);
    await page.getByRole('img', { name: /free \d[\d,]* of \d[\d,]*/ }).waitFor();
    const asking = await context.newPage();
    await asking.goto(address!);
    await ask(asking, 'How do I load a real model?');
    await answered(asking);
    await page.getByRole('img', { name: /^Last step: \d+ writing, \d+ read/ }).waitFor();
    await page.locator('.cell.cached[d^="M"]').first().waitFor();
    await shot(page, 'real-engine');
    await close();
  });
});
