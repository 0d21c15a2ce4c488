import { EventParser } from '../api/sse';
import { ask, isAbort } from '../api/http';

/** A step of the engine: rows that wrote, prompt tokens that were read, duration. */
export type Step = readonly [decode: number, prefill: number, micros: number];

/** One look at the engine, as the server gives it. Counters run since the engine's start. */
export type Frame = {
  readonly running: number;
  readonly waiting: number;
  readonly step_count: number;
  readonly prompt_tokens: number;
  readonly generated_tokens: number;
  readonly prefix_queried_tokens: number;
  readonly prefix_hit_tokens: number;
  readonly preemptions: number;
  readonly blocks: {
    readonly total: number;
    readonly free: number;
    readonly cached: number;
    readonly used: number;
    readonly shared: number;
    readonly per_cell: number;
    readonly cells: string;
  };
  readonly steps: readonly Step[];
};

/** Tokens a second over the last second, at one moment. */
export type Rate = { readonly written: number; readonly read: number };

/** What the room shows: the last frame, and what became of the ones before. */
export type Picture = {
  readonly frame: Frame | undefined;
  readonly steps: readonly Step[];
  readonly rates: readonly Rate[];
  readonly lost: boolean;
};

export const NO_PICTURE: Picture = { frame: undefined, steps: [], rates: [], lost: false };

/** Steps that are drawn. */
export const STEPS = 96;
/** Moments that are drawn, four of them a second. */
export const MOMENTS = 240;
/** Frames over which a rate is taken. */
const SPAN = 4;
const AGAIN = 2000;

type Counted = { readonly at: number; readonly frame: Frame };

/** Turns frames into pictures. Not shared: one for each watching. */
export class Album {
  private readonly last: Counted[] = [];
  private picture = NO_PICTURE;

  /**
   * @param at milliseconds of a monotonic clock
   */
  add(frame: Frame, at: number): Picture {
    const before = this.last.at(-1);
    if (before && frame.step_count < before.frame.step_count) this.last.length = 0; // another engine
    this.last.push({ at, frame });
    if (this.last.length > SPAN + 1) this.last.shift();
    const first = this.last[0]!;
    const seconds = (at - first.at) / 1000;
    const per = (name: 'generated_tokens' | 'prompt_tokens') => (seconds > 0 ? (frame[name] - first.frame[name]) / seconds : 0);
    const rate = { written: per('generated_tokens'), read: per('prompt_tokens') };
    const cells = frame.blocks.cells === '' ? (this.picture.frame?.blocks.cells ?? '') : frame.blocks.cells;
    this.picture = {
      frame: { ...frame, blocks: { ...frame.blocks, cells } },
      steps: [...this.picture.steps, ...frame.steps].slice(-STEPS),
      rates: [...this.picture.rates, rate].slice(-MOMENTS),
      lost: false,
    };
    return this.picture;
  }

  lose(): Picture {
    this.last.length = 0;
    this.picture = { ...this.picture, lost: true };
    return this.picture;
  }
}

/** Shows the engine until `signal` says stop; begins again by itself when the connection breaks. */
export async function watchEngine(show: (picture: Picture) => void, signal: AbortSignal): Promise<void> {
  const album = new Album();
  while (!signal.aborted) {
    try {
      const response = await ask('/page/engine', { signal });
      const parser = new EventParser();
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        for (const event of parser.push(part.value)) {
          if (event.kind === 'data') show(album.add(JSON.parse(event.text) as Frame, performance.now()));
        }
      }
    } catch (failure) {
      if (isAbort(failure)) return;
    }
    if (signal.aborted) return;
    show(album.lose());
    await new Promise((resolve) => setTimeout(resolve, AGAIN));
  }
}
