import { useSyncExternalStore } from 'react';
import { browserLanguage, type Language } from '../text';

export type Theme = 'system' | 'light' | 'dark';
export type Preferences = { readonly language: Language; readonly theme: Theme; readonly enterSends: boolean };

const KEY = 'seseragi.preferences';

function read(): Preferences {
  let kept: Partial<Record<keyof Preferences, unknown>> = {};
  try {
    kept = (JSON.parse(localStorage.getItem(KEY) ?? '{}') as typeof kept | null) ?? {};
  } catch {
    // written by somebody else, or no storage: the defaults do
  }
  return {
    language: kept.language === 'en' || kept.language === 'ja' ? kept.language : browserLanguage(),
    theme: kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : 'system',
    enterSends: typeof kept.enterSends === 'boolean' ? kept.enterSends : true,
  };
}

let current = read();
const listeners = new Set<() => void>();

/** Changes and keeps a preference. */
export function prefer(changes: Partial<Preferences>): void {
  current = { ...current, ...changes };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // kept until the page is closed
  }
  apply();
  listeners.forEach((listener) => listener());
}

/** Lets language and theme show on the document. */
export function apply(): void {
  const root = document.documentElement;
  root.lang = current.language;
  if (current.theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = current.theme;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, () => current);
}
