import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Conversation } from './tree';

/** Where conversations are kept. In this browser for now; a server can stand behind the same methods later. */
export interface ConversationStore {
  /** All conversations, the one that was changed last first. */
  all(): Promise<Conversation[]>;
  save(conversation: Conversation): Promise<void>;
  remove(id: string): Promise<void>;
}

interface Schema extends DBSchema {
  conversations: { key: string; value: Conversation };
}

/** Conversations in the browser's own database, which holds as much as the disk allows. */
export class BrowserStore implements ConversationStore {
  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  static async open(): Promise<BrowserStore> {
    const db = await openDB<Schema>('seseragi', 1, {
      upgrade: (created) => void created.createObjectStore('conversations', { keyPath: 'id' }),
    });
    return new BrowserStore(db);
  }

  async all(): Promise<Conversation[]> {
    return newestFirst(await this.db.getAll('conversations'));
  }

  async save(conversation: Conversation): Promise<void> {
    await this.db.put('conversations', conversation);
  }

  async remove(id: string): Promise<void> {
    await this.db.delete('conversations', id);
  }
}

/** Conversations until the page is closed: for browsers that give no database, as some do in private windows. */
export class MemoryStore implements ConversationStore {
  private readonly kept = new Map<string, Conversation>();

  all(): Promise<Conversation[]> {
    return Promise.resolve(newestFirst([...this.kept.values()]));
  }

  save(conversation: Conversation): Promise<void> {
    this.kept.set(conversation.id, conversation);
    return Promise.resolve();
  }

  remove(id: string): Promise<void> {
    this.kept.delete(id);
    return Promise.resolve();
  }
}

export function newestFirst(conversations: Conversation[]): Conversation[] {
  return conversations.sort((a, b) => b.changed - a.changed);
}
