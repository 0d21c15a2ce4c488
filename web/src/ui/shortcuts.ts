import { useEffect, useRef } from 'react';

export type Shortcuts = {
  readonly fresh: () => void;
  readonly search: () => void;
  readonly focus: () => void;
  readonly stop: () => void;
  readonly panel: () => void;
  readonly help: () => void;
};

/** The keys of the whole page. Those that are characters count only outside of fields; none while a dialog is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  useEffect(() => void (latest.current = shortcuts));
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented || document.querySelector('dialog[open]')) return;
      const name = shortcutOf(event, isField(event.target));
      if (name) {
        event.preventDefault();
        latest.current[name]();
      }
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}

type Pressed = { readonly key: string; readonly ctrlKey: boolean; readonly metaKey: boolean; readonly shiftKey: boolean; readonly altKey: boolean };

export function shortcutOf(event: Pressed, inField: boolean): keyof Shortcuts | undefined {
  const command = event.ctrlKey || event.metaKey;
  if (event.altKey) return undefined;
  if (command && event.shiftKey) return event.key.toLowerCase() === 'o' ? 'fresh' : undefined;
  if (command) return event.key.toLowerCase() === 'k' ? 'search' : event.key === '.' ? 'panel' : undefined;
  if (event.key === 'Escape') return 'stop';
  if (inField) return undefined;
  return event.key === '/' ? 'focus' : event.key === '?' ? 'help' : undefined;
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}
