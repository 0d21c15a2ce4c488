/** The part of a keyboard event that decides whether Enter sends. */
export type Key = {
  readonly type: 'keydown' | 'compositionstart' | 'compositionend';
  readonly at: number;
  readonly key?: string;
  readonly keyCode?: number;
  readonly isComposing?: boolean;
  readonly shiftKey?: boolean;
  readonly ctrlKey?: boolean;
  readonly metaKey?: boolean;
  readonly altKey?: boolean;
};

export type ImeState = { readonly composing: boolean; readonly endedAt: number };

export const IME_REST: ImeState = { composing: false, endedAt: -Infinity };

/** Safari ends the composition before it tells of the Enter that ended it; this many milliseconds apart at most. */
const SAFARI_GAP = 30;

/** The code of every key that an input method swallows, where `isComposing` does not say so. */
const SWALLOWED = 229;

/**
 * What a key means in the composer. Enter never sends what an input method is still composing: neither while it says so
 * itself (`isComposing`, key code 229), nor between start and end of a composition, nor right after its end.
 *
 * @param enterSends whether Enter sends and Shift+Enter breaks the line, or the line breaks and Ctrl/Command+Enter sends
 */
export function imeStep(state: ImeState, key: Key, enterSends: boolean): { state: ImeState; send: boolean } {
  switch (key.type) {
    case 'compositionstart':
      return { state: { ...state, composing: true }, send: false };
    case 'compositionend':
      return { state: { composing: false, endedAt: key.at }, send: false };
    case 'keydown': {
      const composes =
        state.composing || key.isComposing === true || key.keyCode === SWALLOWED || key.at - state.endedAt < SAFARI_GAP;
      const wanted = enterSends
        ? !key.shiftKey && !key.altKey
        : (key.ctrlKey ?? false) || (key.metaKey ?? false);
      return { state, send: key.key === 'Enter' && !composes && wanted };
    }
  }
}
