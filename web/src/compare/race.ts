import { streamAnswer, wholeAnswer, type ChatRequest } from '../api/chat';
import { troubleOf, type Trouble } from '../api/errors';
import { isAbort } from '../api/http';
import { FrameBatch } from '../conversation/frames';

/** One of the two answers. Times are milliseconds since the question, `sent` as of `performance.now()`. */
export type Side = {
  readonly phase: 'idle' | 'asked' | 'reading' | 'done' | 'stopped' | 'failed';
  readonly sent: number;
  readonly text: string;
  readonly firstAfter?: number;
  readonly endAfter?: number;
  readonly trouble?: Trouble;
};

export const NOT_ASKED: Side = { phase: 'idle', sent: 0, text: '' };

/** Long enough to see the difference, short enough to wait for. */
const LONGEST = 400;

/** Asks the same both ways at once; both answers are shown as they come. Ends when both have ended. */
export async function race(question: string, signal: AbortSignal, streamed: (side: Side) => void, waited: (side: Side) => void): Promise<void> {
  const request: ChatRequest = { messages: [{ role: 'user', content: question }], sampling: { temperature: 0, max_tokens: LONGEST } };
  await Promise.all([run(streamed, (sent, show) => stream(request, signal, sent, show)), run(waited, (sent, show) => wait(request, signal, sent, show))]);
}

type Show = (side: Side) => void;

async function run(show: Show, ask: (sent: number, show: Show) => Promise<void>): Promise<void> {
  const sent = performance.now();
  let last: Side = { phase: 'asked', sent, text: '' };
  const keep = (side: Side) => show((last = side));
  keep(last);
  try {
    await ask(sent, keep);
  } catch (failure) {
    keep(isAbort(failure) ? { ...last, phase: 'stopped' } : { ...last, phase: 'failed', trouble: troubleOf(failure) });
  }
}

async function stream(request: ChatRequest, signal: AbortSignal, sent: number, show: Show): Promise<void> {
  let side: Side = { phase: 'reading', sent, text: '' };
  const batch = new FrameBatch((text) => {
    side = { ...side, text: side.text + text };
    show(side);
  });
  try {
    for await (const event of streamAnswer(request, signal)) {
      if (event.kind !== 'text') continue;
      if (side.firstAfter === undefined) side = { ...side, firstAfter: performance.now() - sent };
      batch.add(event.text);
    }
  } finally {
    batch.flush();
  }
  show({ ...side, phase: 'done', endAfter: performance.now() - sent });
}

async function wait(request: ChatRequest, signal: AbortSignal, sent: number, show: Show): Promise<void> {
  const { text } = await wholeAnswer(request, signal);
  const after = performance.now() - sent;
  show({ phase: 'done', sent, text, firstAfter: after, endAfter: after });
}
