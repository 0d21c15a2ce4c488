import { useEffect, useRef, useState } from 'react';
import type { Running } from '../conversation/chats';
import type { Turn } from '../conversation/tree';
import { useText } from '../text';

/** Tells a screen reader when an answer begins and ends, and no more: its text is there to be read in peace. */
export function Announcer({ shown, running }: { shown: readonly Turn[]; running: Running | undefined }) {
  const t = useText();
  const [text, setText] = useState('');
  const before = useRef<Running>(undefined);
  useEffect(() => {
    const last = before.current;
    before.current = running;
    if (running && last?.turn !== running.turn) {
      setText(t.state.announceStart);
    } else if (!running && last) {
      const facts = shown.find((turn) => turn.id === last.turn)?.facts;
      if (facts?.ending === 'stopped') setText(t.state.announceStopped);
      else if (facts?.ending === 'broken') setText(t.state.announceBroken);
      else setText(t.state.announceEnd(facts?.usage?.tokens ?? 0));
    }
  }, [running, shown, t]);
  return (
    <p className="hidden" role="status">
      {text}
    </p>
  );
}
