import { useEffect, useState } from 'react';

/** Whole seconds until a moment of `performance.now()`, counted down; 0 when it is past or not given. */
export function useSecondsUntil(moment: number | undefined): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (moment === undefined) return;
    setNow(performance.now());
    const timer = setInterval(() => setNow(performance.now()), 200);
    return () => clearInterval(timer);
  }, [moment]);
  return moment === undefined ? 0 : Math.max(0, Math.ceil((moment - now) / 1000));
}
