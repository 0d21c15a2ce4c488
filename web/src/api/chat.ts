import { EventParser } from './sse';
import { Unreachable } from './errors';
import { ask, isAbort, refused } from './http';

export type Message = { readonly role: 'system' | 'user' | 'assistant'; readonly content: string };

/** Sampling as the API names it; what is absent is left to the server. */
export type Sampling = Readonly<Record<string, number | string | readonly string[]>>;

export type ChatRequest = {
  readonly messages: readonly Message[];
  readonly sampling: Sampling;
  /** Go on with the last message, which is the assistant's, instead of answering. */
  readonly continues?: boolean;
};

export type Usage = { readonly promptTokens: number; readonly tokens: number; readonly cachedTokens: number };

export type AnswerEvent =
  | { readonly kind: 'queued'; readonly position: number }
  | { readonly kind: 'started'; readonly promptTokens: number; readonly cachedTokens: number }
  | { readonly kind: 'model'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'finished'; readonly reason: string }
  | { readonly kind: 'usage'; readonly usage: Usage };

function body(request: ChatRequest, stream: boolean) {
  return {
    ...request.sampling,
    messages: request.messages,
    ...(request.continues ? { continue_final_message: true } : {}),
    stream,
    ...(stream ? { stream_options: { include_usage: true, include_progress: true } } : {}),
  };
}

/**
 * Asks for an answer and gives its events as they come. Ends without an error only when the answer is complete.
 *
 * @throws Refused if the server refuses, at once or in the middle
 * @throws Unreachable if the server is not there, or the connection breaks
 */
export async function* streamAnswer(request: ChatRequest, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
  const response = await ask('/v1/chat/completions', { body: body(request, true), signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const parser = new EventParser();
  let named = false;
  try {
    for (;;) {
      const { done, value } = await read(reader);
      if (done) throw new Unreachable('the connection broke before the answer was complete');
      for (const event of parser.push(value)) {
        if (event.kind === 'data' && event.text === '[DONE]') return;
        if (event.kind === 'comment') {
          yield* progress(event.text);
          continue;
        }
        const chunk = JSON.parse(event.text) as Chunk;
        if (!named && chunk.model) yield { kind: 'model', name: chunk.model };
        named = true;
        yield* said(chunk);
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

async function read(reader: ReadableStreamDefaultReader<string>) {
  try {
    return await reader.read();
  } catch (failure) {
    if (isAbort(failure)) throw failure;
    throw new Unreachable('the connection broke before the answer was complete', { cause: failure });
  }
}

/** `: queued {"position":2}` and `: started {"prompt_tokens":9,"cached_tokens":0}`; other comments are silence. */
function* progress(comment: string): Generator<AnswerEvent> {
  const found = /^(queued|started) (\{.*\})$/.exec(comment);
  if (!found) return;
  const facts = JSON.parse(found[2]!) as Record<string, number>;
  if (found[1] === 'queued') yield { kind: 'queued', position: facts['position'] ?? 0 };
  else yield { kind: 'started', promptTokens: facts['prompt_tokens'] ?? 0, cachedTokens: facts['cached_tokens'] ?? 0 };
}

type Chunk = {
  error?: unknown;
  model?: string;
  choices?: { delta?: { content?: string | null }; finish_reason?: string | null }[];
  usage?: WireUsage | null;
};

type WireUsage = { prompt_tokens: number; completion_tokens: number; prompt_tokens_details?: { cached_tokens?: number } };

function* said(chunk: Chunk): Generator<AnswerEvent> {
  if (chunk.error) throw refused(500, chunk.error);
  const choice = chunk.choices?.[0];
  if (choice?.delta?.content) yield { kind: 'text', text: choice.delta.content };
  if (choice?.finish_reason) yield { kind: 'finished', reason: choice.finish_reason };
  if (chunk.usage) yield { kind: 'usage', usage: usage(chunk.usage) };
}

function usage(wire: WireUsage): Usage {
  return {
    promptTokens: wire.prompt_tokens,
    tokens: wire.completion_tokens,
    cachedTokens: wire.prompt_tokens_details?.cached_tokens ?? 0,
  };
}

/** The same answer, whole: nothing comes until everything has come. */
export async function wholeAnswer(request: ChatRequest, signal: AbortSignal): Promise<{ text: string; reason: string; usage: Usage }> {
  const response = await ask('/v1/chat/completions', { body: body(request, false), signal });
  const answer = (await response.json()) as {
    choices: { message: { content: string }; finish_reason: string }[];
    usage: WireUsage;
  };
  const choice = answer.choices[0]!;
  return { text: choice.message.content, reason: choice.finish_reason, usage: usage(answer.usage) };
}

/** Tokens of the prompt that these messages become, and how many the model can hold. */
export async function countTokens(messages: readonly Message[], signal: AbortSignal): Promise<{ count: number; limit: number }> {
  const response = await ask('/tokenize', { body: { messages }, signal });
  const answer = (await response.json()) as { count: number; max_model_len: number };
  return { count: answer.count, limit: answer.max_model_len };
}
