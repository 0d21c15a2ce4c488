import type { AnswerFacts } from '../conversation/tree';
import { useText } from '../text';
import { rate } from './rate';

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
