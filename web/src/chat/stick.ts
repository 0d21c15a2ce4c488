import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

const NEAR = 48;

/**
 * Keeps the end of a growing text in view for as long as the reader is at the end; who scrolls up is left alone.
 *
 * @param what begins anew at the end when it changes
 * @param growth changes whenever there is more
 */
export function useStickToEnd(what: unknown, growth: unknown): { ref: RefObject<HTMLDivElement | null>; away: boolean; toEnd: () => void } {
  const ref = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const [away, setAway] = useState(false);

  const toEnd = useCallback(() => {
    const at = ref.current!;
    stuck.current = true;
    at.scrollTop = at.scrollHeight;
    setAway(false);
  }, []);

  useEffect(() => {
    const at = ref.current!;
    let last = at.scrollTop;
    const scrolled = () => {
      const distance = at.scrollHeight - at.scrollTop - at.clientHeight;
      if (at.scrollTop < last - 1 && distance > NEAR) stuck.current = false;
      else if (distance <= NEAR) stuck.current = true;
      last = at.scrollTop;
      setAway(!stuck.current);
    };
    at.addEventListener('scroll', scrolled, { passive: true });
    return () => at.removeEventListener('scroll', scrolled);
  }, []);

  useLayoutEffect(toEnd, [what, toEnd]);
  useLayoutEffect(() => {
    if (stuck.current) ref.current!.scrollTop = ref.current!.scrollHeight;
  }, [growth]);

  return { ref, away, toEnd };
}
