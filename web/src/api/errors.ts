/** The server answered, and said no. `code` is the server's name for the reason. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** When another try is worthwhile, in milliseconds from now. */
    readonly retryAfter?: number,
    readonly param?: string,
  ) {
    super(message);
  }
}

/** The server did not answer, or the connection broke before the answer was complete. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** What went wrong with an answer, as it is kept with it and put into words when it is shown. */
export type Trouble = {
  readonly code: string;
  readonly message: string;
  /** Tokens of the prompt and how many are possible, if it was too long. */
  readonly tokens?: number;
  readonly limit?: number;
};

/** "The prompt has 2100 tokens; this server takes at most 2047": the two numbers of the server's own sentence. */
const TOO_LONG = /(\d+) tokens\D+at most (\d+)/;

export function troubleOf(failure: unknown): Trouble {
  if (failure instanceof Refused) {
    const numbers = failure.code === 'context_length_exceeded' ? TOO_LONG.exec(failure.message) : null;
    return numbers
      ? { code: failure.code, message: failure.message, tokens: Number(numbers[1]), limit: Number(numbers[2]) }
      : { code: failure.code, message: failure.message };
  }
  if (failure instanceof Unreachable) return { code: 'unreachable', message: failure.message };
  return { code: 'page', message: failure instanceof Error ? failure.message : String(failure) };
}
