import { path, type Conversation, type Turn } from './tree';

const FORMAT = 'seseragi-conversations';
const VERSION = 1;
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_CONVERSATIONS = 10_000;
const MAX_TURNS = 100_000;

/** The file is not one that this page wrote, or is damaged; the message says what is wrong with it. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

/** All branches of conversations, to be read back by {@link fromJson}. */
export function toJson(conversations: readonly Conversation[]): string {
  return JSON.stringify({ format: FORMAT, version: VERSION, conversations }, null, 2) + '\n';
}

/** The shown path of a conversation, for people. */
export function toMarkdown(conversation: Conversation, names: { user: string; assistant: string }): string {
  const parts = [`# ${conversation.title || 'Seseragi'}`];
  if (conversation.system) parts.push(quoted(conversation.system));
  for (const one of path(conversation)) {
    parts.push(`## ${one.role === 'user' ? names.user : (one.facts?.model ?? names.assistant)}`, one.text.trim());
  }
  return parts.join('\n\n') + '\n';
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}

/**
 * Conversations out of a file.
 *
 * @throws ImportError if the text is not what {@link toJson} writes; nothing is taken from such a file
 */
export function fromJson(text: string): Conversation[] {
  if (text.length > MAX_BYTES) throw new ImportError('larger than 64 MB');
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    throw new ImportError('not JSON');
  }
  const members = object(file, 'the file');
  if (members['format'] !== FORMAT) throw new ImportError(`format is not "${FORMAT}"`);
  if (members['version'] !== VERSION) throw new ImportError(`version is not ${VERSION}`);
  return array(members['conversations'], 'conversations', MAX_CONVERSATIONS).map((one, i) =>
    conversation(one, `conversations[${i}]`),
  );
}

function conversation(value: unknown, at: string): Conversation {
  const members = object(value, at);
  const turns = array(members['turns'], `${at}.turns`, MAX_TURNS).map((one, i) => turn(one, `${at}.turns[${i}]`));
  const known = new Set<string>();
  for (const one of turns) {
    if (one.parent !== null && !known.has(one.parent)) throw new ImportError(`${at}: turn ${one.id} has no parent before it`);
    if (known.has(one.id)) throw new ImportError(`${at}: turn ${one.id} is there twice`);
    known.add(one.id);
  }
  const chosen = Object.entries(object(members['chosen'] ?? {}, `${at}.chosen`)).map(([parent, child]) => [
    parent,
    string(child, `${at}.chosen`),
  ]);
  return {
    id: string(members['id'], `${at}.id`),
    title: string(members['title'] ?? '', `${at}.title`),
    created: number(members['created'], `${at}.created`),
    changed: number(members['changed'], `${at}.changed`),
    system: string(members['system'] ?? '', `${at}.system`),
    sampling: sampling(members['sampling'] ?? {}, `${at}.sampling`),
    turns,
    chosen: Object.fromEntries(chosen) as Record<string, string>,
  };
}

function turn(value: unknown, at: string): Turn {
  const members = object(value, at);
  const role = members['role'];
  if (role !== 'user' && role !== 'assistant') throw new ImportError(`${at}.role is neither user nor assistant`);
  const parent = members['parent'];
  return {
    id: string(members['id'], `${at}.id`),
    parent: parent === null ? null : string(parent, `${at}.parent`),
    role,
    text: string(members['text'], `${at}.text`),
    created: number(members['created'], `${at}.created`),
    ...(role === 'assistant' ? { facts: facts(members['facts'] ?? {}, `${at}.facts`) } : {}),
  };
}

/** Only what is shown, and only of the right kind. An answer that has no ending was being written. */
function facts(value: unknown, at: string): NonNullable<Turn['facts']> {
  const members = object(value, at);
  const ending = ['stop', 'length', 'stopped', 'broken'].find((one) => one === members['ending']) ?? 'stopped';
  const usage = members['usage'] === undefined ? undefined : object(members['usage'], `${at}.usage`);
  return {
    ending: ending as 'stop',
    ...(typeof members['model'] === 'string' ? { model: members['model'] } : {}),
    ...(typeof members['firstAfter'] === 'number' ? { firstAfter: members['firstAfter'] } : {}),
    ...(typeof members['endAfter'] === 'number' ? { endAfter: members['endAfter'] } : {}),
    ...(usage
      ? {
          usage: {
            promptTokens: number(usage['promptTokens'], `${at}.usage.promptTokens`),
            tokens: number(usage['tokens'], `${at}.usage.tokens`),
            cachedTokens: number(usage['cachedTokens'], `${at}.usage.cachedTokens`),
          },
        }
      : {}),
  };
}

function sampling(value: unknown, at: string): Conversation['sampling'] {
  const entries = Object.entries(object(value, at)).filter(
    ([, one]) => typeof one === 'number' || (Array.isArray(one) && one.every((text) => typeof text === 'string')),
  );
  return Object.fromEntries(entries) as Conversation['sampling'];
}

function object(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ImportError(`${at} is not an object`);
  return value as Record<string, unknown>;
}

function array(value: unknown, at: string, most: number): unknown[] {
  if (!Array.isArray(value)) throw new ImportError(`${at} is not a list`);
  if (value.length > most) throw new ImportError(`${at} has more than ${most} entries`);
  return value;
}

function string(value: unknown, at: string): string {
  if (typeof value !== 'string') throw new ImportError(`${at} is not a text`);
  return value;
}

function number(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new ImportError(`${at} is not a number`);
  return value;
}
