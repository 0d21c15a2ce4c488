import { streamAnswer, type AnswerEvent, type ChatRequest, type Message } from '../api/chat';
import { Refused, troubleOf, Unreachable } from '../api/errors';
import { isAbort } from '../api/http';
import { FrameBatch } from './frames';
import { newId } from './id';
import type { ConversationStore } from './store';
import { newestFirst } from './store';
import { add, before, change, choose, newConversation, path, remove, turn, type AnswerFacts, type Conversation, type Turn } from './tree';

/** What is happening to an answer that is being written. Times as of `performance.now()`. */
export type Running = {
  readonly conversation: string;
  readonly turn: string;
  readonly sent: number;
  readonly phase: 'sending' | 'queued' | 'reading' | 'writing' | 'full';
  /** How many are before it, while it is queued. */
  readonly position?: number;
  /** When another try comes, while the server's queue is full. */
  readonly again?: number;
  readonly promptTokens?: number;
  readonly pieces: number;
  readonly first?: number;
};

export type ChatsState = {
  readonly conversations: readonly Conversation[];
  readonly current: string;
  readonly running: ReadonlyMap<string, Running>;
  readonly loaded: boolean;
};

const SAVE_EVERY = 2000;
const FULL_PAUSE = 2000;
const MOST_TRIES = 30;

/** All conversations and the answers that are being written into them. Every change gives a new state. */
export class Chats {
  private current: ChatsState;
  private readonly listeners = new Set<() => void>();
  private readonly stops = new Map<string, AbortController>();
  private readonly saved = new Map<string, number>();

  constructor(
    private store: ConversationStore,
    private readonly noticeLoss: () => void,
  ) {
    const first = newConversation(newId(), Date.now());
    this.current = { conversations: [first], current: first.id, running: new Map(), loaded: false };
  }

  readonly state = (): ChatsState => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private set(changes: Partial<ChatsState>): void {
    this.current = { ...this.current, ...changes };
    this.listeners.forEach((listener) => listener());
  }

  /** Reads what was kept. Answers that were being written when the page was closed count as broken off. */
  async load(): Promise<void> {
    const kept = (await this.store.all()).map(closed);
    const fresh = this.current.conversations.filter((one) => !kept.some((other) => other.id === one.id));
    this.set({ conversations: newestFirst([...fresh, ...kept]), loaded: true });
  }

  conversation(id: string): Conversation | undefined {
    return this.current.conversations.find((one) => one.id === id);
  }

  /** The one that is shown. */
  shown(): Conversation {
    return this.conversation(this.current.current)!;
  }

  open(id: string): void {
    if (this.conversation(id)) this.set({ current: id });
  }

  /** Shows an empty conversation: the one that is there, or a new one with the settings of the last. */
  start(): string {
    const empty = this.current.conversations.find((one) => one.turns.length === 0);
    if (empty) {
      this.open(empty.id);
      return empty.id;
    }
    const { system, sampling } = this.shown();
    const fresh = { ...newConversation(newId(), Date.now()), system, sampling };
    this.set({ conversations: [fresh, ...this.current.conversations], current: fresh.id });
    return fresh.id;
  }

  /** Changes title, system prompt or sampling. */
  adjust(id: string, changes: Partial<Pick<Conversation, 'title' | 'system' | 'sampling'>>): void {
    this.update(id, (one) => ({ ...one, ...changes }));
    this.keep(id);
  }

  delete(id: string): void {
    this.stop(id);
    void this.store.remove(id);
    const left = this.current.conversations.filter((one) => one.id !== id);
    const conversations = left.length > 0 ? left : [newConversation(newId(), Date.now())];
    const current = this.current.current === id ? conversations[0]!.id : this.current.current;
    this.set({ conversations, current });
  }

  /** Takes the last deletion in a conversation back: it is again what it was. */
  restore(conversation: Conversation): void {
    const others = this.current.conversations.filter((one) => one.id !== conversation.id);
    this.set({ conversations: newestFirst([conversation, ...others]), current: conversation.id });
    this.keep(conversation.id);
  }

  /** Takes conversations in; of those with a known id the newer one stays. Returns how many were taken. */
  async take(conversations: readonly Conversation[]): Promise<number> {
    const news = conversations.map(closed).filter((one) => (this.conversation(one.id)?.changed ?? 0) < one.changed);
    for (const one of news) await this.store.save(one);
    const ids = new Set(news.map((one) => one.id));
    this.set({ conversations: newestFirst([...news, ...this.current.conversations.filter((one) => !ids.has(one.id))]) });
    return news.length;
  }

  /** Asks: adds a question at the end of what is shown, or as an alternative to `instead`, and has it answered. */
  ask(id: string, text: string, instead?: Turn): void {
    const conversation = this.conversation(id);
    if (!conversation || this.current.running.has(id)) return;
    const parent = instead ? instead.parent : (path(conversation).at(-1)?.id ?? null);
    const question: Turn = { id: newId(), parent, role: 'user', text, created: Date.now() };
    this.update(id, (one) => add(one, question));
    this.answer(id, question.id);
  }

  /** Has a question answered once more, beside the answers that it has. */
  answer(id: string, question: string): void {
    const conversation = this.conversation(id);
    if (!conversation || this.current.running.has(id)) return;
    const fresh: Turn = { id: newId(), parent: question, role: 'assistant', text: '', created: Date.now(), facts: {} };
    this.update(id, (one) => add(one, fresh));
    void this.write(id, fresh.id, false);
  }

  /** Has the model go on with an answer where it ended. */
  goOn(id: string, answer: string): void {
    if (this.current.running.has(id)) return;
    const { trouble: _, ending: __, ...facts } = turn(this.conversation(id)!, answer)?.facts ?? {};
    this.update(id, (one) => change(one, answer, { facts }));
    void this.write(id, answer, true);
  }

  /** Changes a text without asking again. */
  rewrite(id: string, one: Turn, text: string): void {
    this.update(id, (conversation) => change(conversation, one.id, { text }));
    this.keep(id);
  }

  choose(id: string, one: Turn): void {
    this.update(id, (conversation) => choose(conversation, one));
    this.keep(id);
  }

  deleteTurn(id: string, one: Turn): void {
    if (this.current.running.has(id)) return;
    this.update(id, (conversation) => remove(conversation, one.id));
    this.keep(id);
  }

  /** Stops the answer that is being written. */
  stop(id: string): void {
    this.stops.get(id)?.abort();
  }

  /** Tries at once instead of waiting until the queue has room. */
  hurry(id: string): void {
    const running = this.current.running.get(id);
    if (running?.phase === 'full') this.progress(id, { again: performance.now() });
  }

  // ---- one answer

  private async write(id: string, answer: string, continues: boolean): Promise<void> {
    const stop = new AbortController();
    this.stops.set(id, stop);
    const sent = performance.now();
    this.setRunning(id, { conversation: id, turn: answer, sent, phase: 'sending', pieces: 0 });
    const given = turn(this.conversation(id)!, answer)!;
    const batch = new FrameBatch((text, pieces) => this.append(id, answer, text, pieces));
    let facts: AnswerFacts;
    try {
      const request = requestOf(this.conversation(id)!, given, continues);
      facts = { ...given.facts, ...(await this.read(id, request, stop.signal, batch)) };
    } catch (failure) {
      facts = { ...given.facts, ...this.failed(failure) };
    }
    batch.flush();
    const first = this.current.running.get(id)?.first;
    const times = continues ? {} : { endAfter: performance.now() - sent, ...(first === undefined ? {} : { firstAfter: first - sent }) };
    this.update(id, (one) => ({ ...change(one, answer, { facts: { ...facts, ...times } }), changed: Date.now() }));
    this.stops.delete(id);
    this.setRunning(id, undefined);
    this.keep(id);
  }

  /** Tries until the queue has room, then reads to the end. */
  private async read(id: string, request: ChatRequest, signal: AbortSignal, batch: FrameBatch): Promise<AnswerFacts> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.readOnce(id, request, signal, batch);
      } catch (failure) {
        const full = failure instanceof Refused && failure.code === 'queue_full';
        if (!full || tries === MOST_TRIES) throw failure;
        await this.untilRoom(id, failure.retryAfter ?? FULL_PAUSE, signal);
      }
    }
  }

  private async readOnce(id: string, request: ChatRequest, signal: AbortSignal, batch: FrameBatch): Promise<AnswerFacts> {
    let facts: AnswerFacts = {};
    for await (const event of streamAnswer(request, signal)) facts = { ...facts, ...this.accept(id, event, batch) };
    return facts;
  }

  private accept(id: string, event: AnswerEvent, batch: FrameBatch): AnswerFacts {
    switch (event.kind) {
      case 'queued':
        this.progress(id, { phase: 'queued', position: event.position });
        return {};
      case 'started':
        this.progress(id, { phase: 'reading', promptTokens: event.promptTokens });
        return {};
      case 'model':
        return { model: event.name };
      case 'text':
        if (this.current.running.get(id)?.first === undefined) this.progress(id, { phase: 'writing', first: performance.now() });
        batch.add(event.text);
        return {};
      case 'finished':
        return { ending: event.reason === 'length' ? 'length' : 'stop' };
      case 'usage':
        return { usage: event.usage };
    }
  }

  private async untilRoom(id: string, pause: number, signal: AbortSignal): Promise<void> {
    this.progress(id, { phase: 'full', again: performance.now() + pause });
    while (performance.now() < (this.current.running.get(id)?.again ?? 0)) {
      signal.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    this.progress(id, { phase: 'sending' });
  }

  private failed(failure: unknown): AnswerFacts {
    if (isAbort(failure)) return { ending: 'stopped' };
    if (failure instanceof Unreachable || (failure instanceof Refused && failure.status >= 500)) this.noticeLoss();
    return { ending: 'broken', trouble: troubleOf(failure) };
  }

  private append(id: string, answer: string, text: string, pieces: number): void {
    const running = this.current.running.get(id);
    const before = turn(this.conversation(id)!, answer)?.text ?? '';
    const map = new Map(this.current.running);
    if (running) map.set(id, { ...running, pieces: running.pieces + pieces });
    this.set({ running: map, conversations: this.replaced(id, (one) => change(one, answer, { text: before + text })) });
    if (Date.now() - (this.saved.get(id) ?? 0) > SAVE_EVERY) this.keep(id);
  }

  // ---- state

  private progress(id: string, changes: Partial<Running>): void {
    const running = this.current.running.get(id);
    if (running) this.setRunning(id, { ...running, ...changes });
  }

  private setRunning(id: string, running: Running | undefined): void {
    const map = new Map(this.current.running);
    if (running) map.set(id, running);
    else map.delete(id);
    this.set({ running: map });
  }

  private replaced(id: string, how: (one: Conversation) => Conversation): Conversation[] {
    return this.current.conversations.map((one) => (one.id === id ? how(one) : one));
  }

  private update(id: string, how: (one: Conversation) => Conversation): void {
    this.set({ conversations: this.replaced(id, how) });
  }

  private keep(id: string): void {
    const one = this.conversation(id);
    if (!one || (one.turns.length === 0 && one.system === '' && Object.keys(one.sampling).length === 0)) return;
    this.saved.set(id, Date.now());
    this.store.save(one).catch(() => {}); // a full disk must not end a conversation
  }
}

function closed(conversation: Conversation): Conversation {
  const turns = conversation.turns.map((one) =>
    one.role === 'assistant' && !one.facts?.ending
      ? { ...one, facts: { ...one.facts, ending: 'broken' as const, trouble: { code: 'closed', message: '' } } }
      : one,
  );
  return { ...conversation, turns };
}

/** What the model is given to write `answer`. Answers without a word in them are left out with their questions kept. */
export function requestOf(conversation: Conversation, answer: Turn, continues: boolean): ChatRequest {
  const said = before(conversation, answer.id).filter((one) => one.role === 'user' || one.text !== '');
  const messages: Message[] = said.map((one) => ({ role: one.role, content: one.text }));
  if (conversation.system.trim()) messages.unshift({ role: 'system', content: conversation.system });
  const goesOn = continues && answer.text !== '';
  if (goesOn) messages.push({ role: 'assistant', content: answer.text });
  return { messages, sampling: conversation.sampling, ...(goesOn ? { continues: true } : {}) };
}
