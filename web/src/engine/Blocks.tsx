import { useEffect, useMemo, useRef, useState } from 'react';
import { useText } from '../text';
import type { Frame } from './feed';

/** The digits of {@link Frame.blocks.cells}, in their order. */
const STATES = ['free', 'cached', 'used', 'shared'] as const;

/** A side of a square with its gap, in pixels: as small as can be told apart, as large as fits well. */
const LEAST = 9;
const MOST = 18;

/** The KV cache: a square for each block, coloured by what it holds. */
export function Blocks({ blocks }: { blocks: Frame['blocks'] | undefined }) {
  const t = useText();
  const [place, width] = useWidth();
  const cells = blocks?.cells ?? '';
  const side = sideOf(cells.length, width);
  const columns = Math.max(1, Math.floor(width / side));
  const paths = useMemo(() => squares(cells, columns, side), [cells, columns, side]);
  const rows = Math.ceil(cells.length / columns);
  const counts = blocks && { free: blocks.free, cached: blocks.cached, used: blocks.used - blocks.shared, shared: blocks.shared };
  return (
    <div className="card">
      <div className="card-head">
        <h2>{t.engine.blocks}</h2>
        {blocks && cells !== '' && <p className="hint">{t.engine.blocksHint(blocks.per_cell)}</p>}
      </div>
      <div ref={place} className="blocks">
        <svg
          width={columns * side}
          height={Math.max(1, rows) * side}
          role="img"
          aria-label={counts ? STATES.map((state) => `${t.engine[state]} ${t.engine.ofTotal(counts[state], blocks.total)}`).join(', ') : t.engine.blocks}
        >
          {STATES.map((state, i) => (
            <path key={state} className={`cell ${state}`} d={paths[i]} />
          ))}
        </svg>
      </div>
      <ul className="legend">
        {STATES.map((state) => (
          <li key={state}>
            <svg width="12" height="12" aria-hidden="true">
              <path className={`cell ${state}`} d={square(0, 0, 12)} />
            </svg>
            {t.engine[state]} <b>{counts ? counts[state].toLocaleString() : '–'}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The outlines of all squares of each state. */
export function squares(cells: string, columns: number, side: number): string[] {
  const paths = STATES.map(() => '');
  for (let i = 0; i < cells.length; i++) {
    paths[cells.charCodeAt(i) - 48] += square((i % columns) * side, Math.floor(i / columns) * side, side);
  }
  return paths;
}

function square(x: number, y: number, side: number): string {
  const edge = side - 2;
  return `M${x + 1} ${y + 1}h${edge}v${edge}h${-edge}z`;
}

function sideOf(cells: number, width: number): number {
  if (cells === 0 || width === 0) return MOST;
  const rows = 12; // about as many as look well below each other
  return Math.max(LEAST, Math.min(MOST, Math.floor(width / Math.ceil(cells / rows))));
}

function useWidth() {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    observer.observe(place.current!);
    return () => observer.disconnect();
  }, []);
  return [place, width] as const;
}
