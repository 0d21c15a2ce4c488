import { useText } from '../text';

/** How much of the model's context is used. */
export function Gauge({ used, limit, over }: { used: number; limit: number; over: boolean }) {
  const t = useText();
  const label = over ? t.composer.over(used - limit + 1) : t.composer.context(used, limit);
  return (
    <span className={over ? 'gauge over' : 'gauge'}>
      <meter min={0} max={limit} high={limit * 0.9} value={Math.min(used, limit)} aria-label={label} />
      <span aria-hidden="true">{label}</span>
    </span>
  );
}
