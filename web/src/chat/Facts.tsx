import type { AnswerFacts } from '../conversation/tree';
import { useText } from '../text';

/** Tokens per second while the answer was written: from its first token to its end. */
export function rate(facts: AnswerFacts): number | undefined {
  const { usage, firstAfter, endAfter } = facts;
  if (!usage || firstAfter === undefined || endAfter === undefined || usage.tokens < 2 || endAfter <= firstAfter) return undefined;
  return ((usage.tokens - 1) * 1000) / (endAfter - firstAfter);
}

/** What there is to know about an answer, in one quiet line. */
export function Facts({ facts }: { facts: AnswerFacts }) {
  const t = useText();
  const speed = rate(facts);
  const parts = [
    facts.firstAfter === undefined ? undefined : t.facts.first(facts.firstAfter),
    speed === undefined ? undefined : t.facts.rate(speed),
    facts.usage ? t.facts.tokens(facts.usage.tokens) : undefined,
    facts.ending ? t.facts.ending[facts.ending] : undefined,
    facts.usage && facts.usage.cachedTokens > 0 ? t.facts.cached(facts.usage.cachedTokens) : undefined,
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return null;
  return (
    <ul className="facts" aria-label={t.facts.label}>
      {parts.map((part) => (
        <li key={part}>{part}</li>
      ))}
    </ul>
  );
}
