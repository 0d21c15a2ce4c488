import { expect, test } from 'vitest';
import { fromJson, ImportError, toJson, toMarkdown } from '../../src/conversation/transfer';
import { add, newConversation, type Conversation } from '../../src/conversation/tree';

const names = { user: 'You', assistant: 'Answer' };

function example(): Conversation {
  const empty = { ...newConversation('c', 5), system: 'Be kind.\nBe short.', sampling: { temperature: 0.5, stop: ['END'] } };
  const asked = add(empty, { id: 'q', parent: null, role: 'user', text: 'Why?', created: 6 });
  return add(asked, {
    id: 'a',
    parent: 'q',
    role: 'assistant',
    text: '**Because。**',
    created: 7,
    facts: { ending: 'stop', model: 'm', firstAfter: 10, endAfter: 20, usage: { promptTokens: 1, tokens: 2, cachedTokens: 0 } },
  });
}

test('what is exported is imported again', () => {
  expect(fromJson(toJson([example()]))).toEqual([example()]);
});

test('Markdown has the shown path, with the system prompt quoted', () => {
  expect(toMarkdown(example(), names)).toBe('# Why?\n\n> Be kind.\n> Be short.\n\n## You\n\nWhy?\n\n## m\n\n**Because。**\n');
});

test('a file that is something else is refused with what is wrong with it', () => {
  const wrong = (change: (file: Record<string, any>) => void) => {
    const file = JSON.parse(toJson([example()])) as Record<string, any>;
    change(file);
    return () => fromJson(JSON.stringify(file));
  };
  expect(() => fromJson('hello')).toThrow(ImportError);
  expect(() => fromJson('[]')).toThrow('the file is not an object');
  expect(wrong((file) => (file['format'] = 'x'))).toThrow('format');
  expect(wrong((file) => (file['version'] = 2))).toThrow('version');
  expect(wrong((file) => (file['conversations'][0].turns[0].text = 7))).toThrow('conversations[0].turns[0].text is not a text');
  expect(wrong((file) => (file['conversations'][0].turns[1].role = 'system'))).toThrow('role');
  expect(wrong((file) => (file['conversations'][0].turns[1].parent = 'nobody'))).toThrow('no parent before it');
  expect(wrong((file) => (file['conversations'][0].turns[1].id = 'q'))).toThrow();
  expect(wrong((file) => (file['conversations'][0].created = 'yesterday'))).toThrow('created is not a number');
});

test('members that are not known are left behind', () => {
  const file = JSON.parse(toJson([example()])) as { conversations: Record<string, unknown>[] };
  file.conversations[0]!['extra'] = '<script>';
  file.conversations[0]!['sampling'] = { temperature: 1, evil: { a: 1 } };
  const [taken] = fromJson(JSON.stringify(file));
  expect(taken).not.toHaveProperty('extra');
  expect(taken!.sampling).toEqual({ temperature: 1 });
});

test('an answer that was being written counts as stopped', () => {
  const file = JSON.parse(toJson([example()])) as { conversations: { turns: { facts?: object }[] }[] };
  file.conversations[0]!.turns[1]!.facts = {};
  expect(fromJson(JSON.stringify(file))[0]!.turns[1]!.facts!.ending).toBe('stopped');
});
