import { useText } from '../text';

const HIGH = 0.9;

/** How much of the model's context is used. */
export function Gauge({ used, limit, over }: { used: number; limit: number; over: boolean }) {
  const t = useText();
  const label = over ? t.composer.over(used - limit + 1) : t.composer.context(used, limit);
  const share = Math.min(1, used / limit);
  return (
    <span className={over ? 'gauge over' : share > HIGH ? 'gauge high' : 'gauge'}>
      <svg className="gauge-bar" viewBox="0 0 64 5" preserveAspectRatio="none" aria-hidden="true">
        <rect width="64" height="5" rx="2.5" />
        <rect width={64 * share} height="5" rx="2.5" />
      </svg>
      <span>{label}</span>
    </span>
  );
}
