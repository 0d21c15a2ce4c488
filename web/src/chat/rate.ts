import type { AnswerFacts } from '../conversation/tree';

/** Tokens per second while the answer was written: from its first token to its end. */
export function rate(facts: AnswerFacts): number | undefined {
  const { usage, firstAfter, endAfter } = facts;
  if (!usage || firstAfter === undefined || endAfter === undefined || usage.tokens < 2 || endAfter <= firstAfter) return undefined;
  return ((usage.tokens - 1) * 1000) / (endAfter - firstAfter);
}
