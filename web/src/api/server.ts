import { Refused } from './errors';
import { ask } from './http';

/** What the server says of itself, its model and what may be asked of it. */
export type ServerInfo = {
  readonly version: string;
  readonly chat: boolean;
  readonly model: {
    readonly name: string;
    readonly architecture: string;
    readonly parameters: number;
    readonly quantization: string;
    readonly context_length: number;
    readonly vocabulary_size: number;
  };
  readonly backend: string;
  readonly parameters: readonly Parameter[];
};

/** A number that a request may set. `default` is absent where the server chooses anew each time. */
export type Parameter = {
  readonly name: string;
  readonly min: number;
  readonly max?: number;
  readonly exclusive_min?: boolean;
  readonly integer: boolean;
  readonly default?: number;
};

export type ServerState =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'loading'; readonly progress: number; readonly detail: string }
  | { readonly phase: 'draining' }
  /** `again`: when it is asked next, as of `performance.now()`. */
  | { readonly phase: 'gone'; readonly again: number }
  | { readonly phase: 'locked'; readonly wrongKey: boolean }
  | { readonly phase: 'ready'; readonly info: ServerInfo };

const LOADING_EVERY = 500;
const READY_EVERY = 10_000;
const GONE_FIRST = 1000;
const GONE_MOST = 10_000;

/** How the server is, asked as often as is useful: often while it loads, with growing pauses while it is gone. */
export class Server {
  private current: ServerState = { phase: 'connecting' };
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pause = GONE_FIRST;
  private round = 0;

  readonly state = (): ServerState => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Asks now, whatever was planned. */
  readonly check = async (): Promise<void> => {
    clearTimeout(this.timer);
    const round = ++this.round;
    const [next, pause] = await this.look();
    if (round !== this.round) return; // somebody asked again meanwhile
    if (!same(next, this.current)) {
      this.current = next;
      this.listeners.forEach((listener) => listener());
    }
    if (pause > 0) this.timer = setTimeout(this.check, pause);
  };

  /** Somebody noticed that the server is gone. */
  readonly lost = (): void => {
    if (this.current.phase === 'ready') void this.check();
  };

  private async look(): Promise<[ServerState, number]> {
    try {
      await ask('/health');
      const info = this.current.phase === 'ready' ? this.current.info : await this.info();
      this.pause = GONE_FIRST;
      return [{ phase: 'ready', info }, READY_EVERY];
    } catch (failure) {
      return this.failed(failure);
    }
  }

  private async info(): Promise<ServerInfo> {
    return (await (await ask('/page/info')).json()) as ServerInfo;
  }

  private async failed(failure: unknown): Promise<[ServerState, number]> {
    if (failure instanceof Refused && failure.status === 401) {
      return [{ phase: 'locked', wrongKey: failure.code === 'invalid_api_key' }, 0];
    }
    if (failure instanceof Refused && failure.code === 'shutting_down') return [{ phase: 'draining' }, GONE_FIRST];
    if (failure instanceof Refused && failure.code === 'model_loading') return [await loading(), LOADING_EVERY];
    const again = this.pause;
    this.pause = Math.min(GONE_MOST, this.pause * 2);
    return [{ phase: 'gone', again: performance.now() + again }, again];
  }
}

/** How far loading is: in the body of the 503 that said so. */
async function loading(): Promise<ServerState> {
  try {
    const response = await fetch('/health', { cache: 'no-store' });
    const body = (await response.json()) as { progress?: number; detail?: string };
    return { phase: 'loading', progress: body.progress ?? 0, detail: body.detail ?? '' };
  } catch {
    return { phase: 'connecting' };
  }
}

function same(a: ServerState, b: ServerState): boolean {
  return a === b || (a.phase === b.phase && JSON.stringify(a) === JSON.stringify(b));
}
