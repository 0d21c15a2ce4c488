import { Refused, Unreachable } from './errors';

const KEY = 'seseragi.key';

/** The API key, if the server wants one; kept until the tab is closed. */
export const apiKey = {
  get(): string {
    return sessionStorage.getItem(KEY) ?? '';
  },
  set(key: string): void {
    if (key) sessionStorage.setItem(KEY, key);
    else sessionStorage.removeItem(KEY);
  },
};

export type Query = { readonly method?: 'GET' | 'POST'; readonly body?: unknown; readonly signal?: AbortSignal };

/**
 * Asks the server that gave this page.
 *
 * @throws Refused if it answers with an error
 * @throws Unreachable if it does not answer
 */
export async function ask(path: string, query: Query = {}): Promise<Response> {
  const headers: Record<string, string> = {};
  const key = apiKey.get();
  if (key) headers['Authorization'] = `Bearer ${key}`;
  if (query.body !== undefined) headers['Content-Type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(path, {
      method: query.method ?? (query.body === undefined ? 'GET' : 'POST'),
      headers,
      body: query.body === undefined ? null : JSON.stringify(query.body),
      signal: query.signal ?? null,
      cache: 'no-store',
    });
  } catch (failure) {
    if (isAbort(failure)) throw failure;
    throw new Unreachable('the server does not answer', { cause: failure });
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

export function isAbort(failure: unknown): boolean {
  return failure instanceof DOMException && failure.name === 'AbortError';
}

/** An error answer as an exception; also of a proxy in between, which speaks no JSON. */
export async function refusal(response: Response): Promise<Refused> {
  const after = retryAfter(response.headers);
  let text = '';
  try {
    text = await response.text();
    return refused(response.status, (JSON.parse(text) as { error?: unknown }).error, after);
  } catch {
    return new Refused(response.status, `http_${response.status}`, text.slice(0, 300) || `HTTP ${response.status}`, after);
  }
}

/** The member `error` of an answer or of an event. */
export function refused(status: number, error: unknown, after?: number): Refused {
  const members = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const text = (name: string) => (typeof members[name] === 'string' ? members[name] : undefined);
  return new Refused(status, text('code') ?? text('type') ?? `http_${status}`, text('message') ?? 'no reason given', after, text('param'));
}

function retryAfter(headers: Headers): number | undefined {
  const millis = Number(headers.get('Retry-After-Ms') ?? Number.NaN);
  if (Number.isFinite(millis) && millis >= 0) return millis;
  const seconds = Number(headers.get('Retry-After') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
