import { useText } from '../text';
import { MOMENTS, STEPS, type Rate, type Step } from './feed';

const WIDTH = 960;
const HEIGHT = 120;
/** Where the axis lies between what is read (above) and what is written (below) of a step. */
const SHARE_READ = 0.55;

/** Tokens a second over the last minute. */
export function Rates({ rates }: { rates: readonly Rate[] }) {
  const t = useText();
  const top = niceTop(Math.max(1, ...rates.map((rate) => rate.written)));
  const step = WIDTH / (MOMENTS - 1);
  const points = rates.map((rate, i) => `${(WIDTH - (rates.length - 1 - i) * step).toFixed(1)} ${(HEIGHT - (rate.written / top) * (HEIGHT - 4)).toFixed(1)}`);
  const line = points.length > 0 ? `M${points.join('L')}` : '';
  const start = WIDTH - (rates.length - 1) * step;
  const now = Math.round(rates.at(-1)?.written ?? 0);
  return (
    <div className="card">
      <div className="card-head">
        <h2>{t.engine.rateOver}</h2>
        <p className="hint">{t.engine.top(top)}</p>
      </div>
      <svg className="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`${t.engine.rateOver}: ${now.toLocaleString()}`}>
        <path className="axis" d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} />
        {points.length > 1 && <path className="area" d={`${line}L${WIDTH} ${HEIGHT}L${start.toFixed(1)} ${HEIGHT}Z`} />}
        <path className="line" d={line} />
      </svg>
    </div>
  );
}

/** The last steps, one bar each: rows that write below the axis, prompt tokens that are read above it. */
export function Steps({ steps }: { steps: readonly Step[] }) {
  const t = useText();
  const last = steps.at(-1);
  const axis = HEIGHT * SHARE_READ;
  const mostRead = niceTop(Math.max(1, ...steps.map(([, read]) => read)));
  const mostWritten = niceTop(Math.max(1, ...steps.map(([written]) => written)));
  const width = WIDTH / STEPS;
  const bars = (value: (step: Step) => number, most: number, room: number, down: boolean) =>
    steps
      .map((step, i) => {
        const height = (value(step) / most) * room;
        if (height === 0) return '';
        const x = WIDTH - (steps.length - i) * width;
        return `M${(x + 1).toFixed(1)} ${axis}v${(down ? height : -height).toFixed(1)}h${(width - 2).toFixed(1)}V${axis}z`;
      })
      .join('');
  return (
    <div className="card">
      <div className="card-head">
        <h2>{t.engine.steps}</h2>
        <p className="hint">{last ? t.engine.chart(last[0], last[1], (last[2] / 1000).toFixed(1)) : t.engine.stepsNone}</p>
      </div>
      <svg
        className="chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={last ? t.engine.chart(last[0], last[1], (last[2] / 1000).toFixed(1)) : t.engine.stepsNone}
      >
        <path className="read" d={bars(([, read]) => read, mostRead, axis - 2, false)} />
        <path className="written" d={bars(([written]) => written, mostWritten, HEIGHT - axis - 2, true)} />
        <path className="axis" d={`M0 ${axis}H${WIDTH}`} />
      </svg>
      <ul className="legend">
        <li>
          <i className="key read" />
          {t.engine.prefill} <b>{t.engine.upTo(mostRead)}</b>
        </li>
        <li>
          <i className="key written" />
          {t.engine.decode} <b>{t.engine.upTo(mostWritten)}</b>
        </li>
      </ul>
    </div>
  );
}

/** A round number that is not below `most`: 1, 2 or 5 times a power of ten. */
export function niceTop(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  for (const step of [1, 2, 5]) if (step * power >= most) return step * power;
  return 10 * power;
}
