import type { Parameter } from '../api/server';
import type { Text } from '../text';

/** The limits of a parameter, in words. */
export function rangeText(t: Text, parameter: Parameter): string {
  const min = String(parameter.min);
  if (parameter.max === undefined) return t.panel.least(min);
  const max = parameter.max.toLocaleString();
  return parameter.exclusive_min ? t.panel.above(min, max) : t.panel.range(min, max);
}

/** Whether the server would take this value. */
export function allowed(parameter: Parameter, value: number): boolean {
  return (
    Number.isFinite(value) &&
    (parameter.exclusive_min ? value > parameter.min : value >= parameter.min) &&
    (parameter.max === undefined || value <= parameter.max) &&
    (!parameter.integer || Number.isSafeInteger(value))
  );
}
