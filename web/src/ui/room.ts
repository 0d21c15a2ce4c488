import { useCallback, useSyncExternalStore } from 'react';
import type { Room } from './Sidebar';

/** The room that the address names, as `#engine`; the chat has none. */
export function useRoom(): [Room, (room: Room) => void] {
  const room = useSyncExternalStore(subscribe, current);
  const goTo = useCallback((next: Room) => {
    if (next !== current()) location.hash = next === 'chat' ? '' : next;
  }, []);
  return [room, goTo];
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}

function current(): Room {
  const named = location.hash.slice(1);
  return named === 'engine' || named === 'compare' ? named : 'chat';
}
