import { createContext, useContext } from 'react';
import { en, type Text } from './en';
import { ja } from './ja';

export type { Text };
export type Language = 'en' | 'ja';

export const TEXTS: Record<Language, Text> = { en, ja };

/** The browser's first language that the page speaks. */
export function browserLanguage(languages: readonly string[] = navigator.languages): Language {
  for (const one of languages) {
    const base = one.toLowerCase().split('-')[0];
    if (base === 'ja' || base === 'en') return base;
  }
  return 'en';
}

export const TextContext = createContext<Text>(en);

export function useText(): Text {
  return useContext(TextContext);
}
