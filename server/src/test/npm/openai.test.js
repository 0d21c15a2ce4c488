// Against a running server: BASE_URL=http://127.0.0.1:8000/v1 npm test
// The model may be any that can chat; API_KEY where the server asks for one.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import OpenAI from 'openai';

const baseURL = process.env.BASE_URL;
const client = new OpenAI({ baseURL, apiKey: process.env.API_KEY ?? 'none' });
const messages = [{ role: 'user', content: 'Hello!' }];
let model;

before(async () => {
  assert.ok(baseURL, 'BASE_URL is not set; expected http://HOST:PORT/v1');
  const models = await client.models.list();
  model = models.data[0].id;
});

test('a unary answer has text, a reason to end and a usage', async () => {
  const answer = await client.chat.completions.create({ model, messages, max_tokens: 8 });
  assert.equal(answer.object, 'chat.completion');
  assert.equal(answer.choices[0].message.role, 'assistant');
  assert.ok(['stop', 'length'].includes(answer.choices[0].finish_reason));
  assert.ok(answer.usage.completion_tokens >= 1 && answer.usage.completion_tokens <= 8);
  assert.equal(
    answer.usage.total_tokens,
    answer.usage.prompt_tokens + answer.usage.completion_tokens,
  );
});

test('a stream gives the same text as the unary answer', async () => {
  const request = { model, messages, max_tokens: 16, temperature: 0 };
  const answer = await client.chat.completions.create(request);
  const stream = await client.chat.completions.create({
    ...request,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = '';
  let usage = null;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? '';
    usage = chunk.usage ?? usage;
  }
  assert.equal(text, answer.choices[0].message.content);
  assert.equal(usage.completion_tokens, answer.usage.completion_tokens);
});

test('the stream helper puts a whole completion together', async () => {
  const runner = client.chat.completions.stream({ model, messages, max_tokens: 8, n: 2 });
  const whole = await runner.finalChatCompletion();
  assert.equal(whole.choices.length, 2);
  assert.equal(whole.choices[1].message.role, 'assistant');
});

test('breaking off a stream leaves the server well', async () => {
  for (let i = 0; i < 5; i++) {
    const stream = await client.chat.completions.create({
      model,
      messages,
      max_tokens: 2000,
      stream: true,
      ignore_eos: true,
    });
    for await (const chunk of stream) {
      assert.ok(chunk.id);
      break; // the client aborts the request
    }
  }
  const controller = new AbortController();
  const waiting = client.chat.completions.create(
    { model, messages, max_tokens: 2000, ignore_eos: true },
    { signal: controller.signal },
  );
  controller.abort();
  await assert.rejects(waiting, OpenAI.APIUserAbortError);
  await client.models.list();
});

test('errors have the class, code and field that the client expects', async () => {
  await assert.rejects(
    client.chat.completions.create({ model: 'no-such-model', messages }),
    (e) => e instanceof OpenAI.NotFoundError && e.code === 'model_not_found' && e.param === 'model',
  );
  await assert.rejects(
    client.chat.completions.create({ model, messages, temperature: 9 }),
    (e) => e instanceof OpenAI.BadRequestError && e.param === 'temperature',
  );
  await assert.rejects(
    client.chat.completions.create({ model, messages, tools: [{ type: 'function' }] }),
    (e) => e instanceof OpenAI.BadRequestError && e.code === 'unsupported_parameter',
  );
});

test('a text is completed, with log probabilities', async () => {
  const answer = await client.completions.create({
    model,
    prompt: 'Once upon a time',
    max_tokens: 4,
    logprobs: 2,
  });
  assert.equal(answer.object, 'text_completion');
  assert.equal(answer.choices[0].logprobs.tokens.length, answer.usage.completion_tokens);
});
