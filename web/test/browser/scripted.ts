import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The page as it is built. */
export const BUILT = process.env['PAGE_OUT'] ?? fileURLToPath(new URL('../../../server/src/main/resources/seseragi/server/page', import.meta.url));

/** What the real server lets the page do; a test with the real server holds that it is the same. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none';" +
  " form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types entities";

const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.txt': 'text/plain' };

export const INFO = {
  version: '9.9.9',
  chat: true,
  backend: 'scripted',
  model: { name: 'brook-7b', architecture: 'llama', parameters: 7_240_000_000, quantization: 'Q4_K', context_length: 4096, vocabulary_size: 32_000 },
  parameters: [
    { name: 'temperature', min: 0, max: 2, integer: false, default: 1 },
    { name: 'top_p', min: 0, max: 1, exclusive_min: true, integer: false, default: 1 },
    { name: 'top_k', min: 0, integer: true, default: 0 },
    { name: 'max_tokens', min: 1, max: 4096, integer: true },
    { name: 'seed', min: 0, integer: true },
  ],
};

export type Body = {
  readonly messages: { role: string; content: string }[];
  readonly stream: boolean;
  readonly continue_final_message?: boolean;
  readonly [member: string]: unknown;
};

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** One answer, as a script gives it. */
export class Answer {
  gone = false;
  private tokens = 0;
  private readonly left: (() => void)[] = [];

  constructor(
    readonly body: Body,
    private readonly response: ServerResponse,
  ) {
    response.on('close', () => {
      this.gone = !response.writableFinished;
      this.left.splice(0).forEach((resolve) => resolve());
    });
  }

  /** Until the page has left. */
  whenGone(): Promise<void> {
    return this.gone ? Promise.resolve() : new Promise((resolve) => this.left.push(resolve));
  }

  refuse(status: number, code: string, message: string, headers: Record<string, string> = {}): void {
    this.response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    this.response.end(JSON.stringify({ error: { code, message, type: 'invalid_request_error', param: null } }));
  }

  private write(text: string): void {
    if (!this.response.headersSent) this.response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
    this.response.write(text);
  }

  queued(position: number): void {
    this.write(`: queued {"position":${position}}\n\n`);
  }

  started(promptTokens = 12, cachedTokens = 0): void {
    this.write(`: started {"prompt_tokens":${promptTokens},"cached_tokens":${cachedTokens}}\n\n`);
  }

  text(piece: string): void {
    this.tokens++;
    this.write(`data: ${JSON.stringify({ model: INFO.model.name, choices: [{ index: 0, delta: { content: piece }, finish_reason: null }] })}\n\n`);
  }

  end(reason = 'stop'): void {
    this.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: reason }] })}\n\n`);
    this.write(`data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 12, completion_tokens: this.tokens, prompt_tokens_details: { cached_tokens: 0 } } })}\n\n`);
    this.write('data: [DONE]\n\n');
    this.response.end();
  }

  /** An error as the last event. */
  fail(message: string): void {
    this.write(`data: ${JSON.stringify({ error: { code: 'internal_error', message, type: 'server_error' } })}\n\n`);
    this.response.end();
  }

  /** All at once, for a request that does not stream. */
  whole(text: string): void {
    this.response.writeHead(200, { 'Content-Type': 'application/json' });
    this.response.end(JSON.stringify({ choices: [{ message: { content: text }, finish_reason: 'stop' }], usage: { prompt_tokens: 12, completion_tokens: 9 } }));
  }

  /** The connection breaks. */
  cut(): void {
    this.response.destroy();
  }

  /** A text word by word. */
  async say(text: string, every = 5): Promise<void> {
    this.started();
    for (const piece of text.match(/\s*\S+\s*?|\s+$/g) ?? []) {
      if (this.gone) return;
      this.text(piece);
      await pause(every);
    }
    this.end();
  }
}

/** A server that does what a test says. */
export class ScriptedServer {
  info: unknown = INFO;
  /** Answers `/health` with an error instead. */
  health: { status: number; body: unknown } | undefined;
  key = '';
  answer: (answer: Answer) => Promise<void> | void = (answer) => answer.say('Hello, I am a brook.');
  frames: () => unknown = () => ({});
  readonly asked: Body[] = [];
  readonly fetched: string[] = [];
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private port = 0;

  async start(): Promise<this> {
    this.server = createServer((request, response) => void this.serve(request, response));
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => this.server!.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server!.address() as AddressInfo).port;
    return this;
  }

  /** Goes, as at a power failure; {@link start} comes back at the same address. */
  async stop(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    this.sockets.forEach((socket) => socket.destroy());
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url!, this.url).pathname;
    this.fetched.push(path);
    const json = (status: number, body: unknown) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (path === '/') return this.file('index.html', response, { 'Content-Security-Policy': POLICY });
    if (path === '/health') return this.health ? json(this.health.status, this.health.body) : json(200, { status: 'ok' });
    const given = request.headers.authorization ?? '';
    if (this.key && !path.match(/\.\w+$/) && given !== `Bearer ${this.key}`) {
      return json(401, { error: { code: given ? 'invalid_api_key' : 'missing_api_key', message: 'a key is needed' } });
    }
    if (path === '/page/info') return json(200, this.info);
    if (path === '/page/engine') return this.feed(response);
    if (path.startsWith('/page/')) return this.file(path.slice('/page/'.length), response, {});
    let text = '';
    for await (const part of request) text += part;
    const body = JSON.parse(text) as Body;
    if (path === '/tokenize') {
      const characters = body.messages.reduce((sum, message) => sum + message.content.length, 0);
      return json(200, { count: Math.ceil(characters / 4), max_model_len: 4096 });
    }
    this.asked.push(body);
    await this.answer(new Answer(body, response));
  }

  private file(name: string, response: ServerResponse, headers: Record<string, string>): void {
    const file = join(BUILT, name);
    if (!/^[\w.-]+$/.test(name) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': TYPES[extname(name)]!, ...headers });
    response.end(readFileSync(file));
  }

  private async feed(response: ServerResponse): Promise<void> {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    while (!response.destroyed) {
      response.write(`data: ${JSON.stringify(this.frames())}\n\n`);
      await pause(250);
    }
  }
}
