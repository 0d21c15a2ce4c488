import { useId, useState } from 'react';
import type { Parameter, ServerInfo } from '../api/server';
import type { Conversation } from '../conversation/tree';
import { useText } from '../text';
import { Icon } from '../ui/Icon';
import { allowed, rangeText } from './limits';

type Changes = Partial<Pick<Conversation, 'system' | 'sampling'>>;

/** System prompt and sampling of a conversation, with the server's defaults and limits. */
export default function Panel({ conversation, info, onChange, onClose }: { conversation: Conversation; info: ServerInfo | undefined; onChange: (changes: Changes) => void; onClose: () => void }) {
  const t = useText();
  const system = useId();
  const { sampling } = conversation;
  const set = (name: string, value: number | readonly string[] | undefined) => {
    const { [name]: _, ...others } = sampling;
    onChange({ sampling: value === undefined ? others : { ...others, [name]: value } });
  };
  return (
    <aside className="panel" aria-label={t.panel.title}>
      <div className="panel-head">
        <h2>{t.panel.title}</h2>
        <button type="button" className="icon-button" aria-label={t.close} title={t.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div className="parameter">
        <label htmlFor={system}>{t.panel.system}</label>
        <textarea
          id={system}
          className="field"
          rows={4}
          value={conversation.system}
          aria-describedby={`${system}-hint`}
          onChange={(event) => onChange({ system: event.target.value })}
        />
        <p id={`${system}-hint`} className="hint">
          {t.panel.systemHint}
        </p>
      </div>
      {info?.parameters.map((parameter) => (
        <NumberField
          key={parameter.name}
          parameter={parameter}
          value={numberOf(sampling[parameter.name])}
          onChange={(value) => set(parameter.name, value)}
        />
      ))}
      {info && <Stops value={sampling['stop']} onChange={(value) => set('stop', value)} />}
      {info && <ModelFacts info={info} />}
    </aside>
  );
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function NumberField({ parameter, value, onChange }: { parameter: Parameter; value: number | undefined; onChange: (value: number | undefined) => void }) {
  const t = useText();
  const id = useId();
  const [typed, setTyped] = useState<string>();
  const name = t.panel.names[parameter.name] ?? parameter.name;
  const shown = typed ?? (value === undefined ? '' : String(value));
  const wrong = shown.trim() !== '' && !allowed(parameter, Number(shown));
  const standard =
    parameter.default === undefined
      ? parameter.max === undefined
        ? t.panel.anew
        : t.panel.upTo(parameter.max.toLocaleString())
      : t.panel.standard(String(parameter.default));

  function change(text: string) {
    setTyped(text);
    if (text.trim() === '') onChange(undefined);
    else if (allowed(parameter, Number(text))) onChange(Number(text));
  }

  return (
    <div className="parameter">
      <div className="parameter-head">
        <label htmlFor={id}>{name}</label>
        <span className="parameter-value">
          {value !== undefined && (
            <button
              type="button"
              className="icon-button small-button"
              aria-label={t.panel.reset(name)}
              title={t.panel.reset(name)}
              onClick={() => {
                setTyped(undefined);
                onChange(undefined);
              }}
            >
              <Icon name="again" />
            </button>
          )}
          <input
            id={id}
            className="field number"
            inputMode="decimal"
            autoComplete="off"
            placeholder={standard}
            value={shown}
            aria-invalid={wrong}
            aria-describedby={`${id}-hint`}
            onChange={(event) => change(event.target.value)}
            onBlur={() => !wrong && setTyped(undefined)}
          />
        </span>
      </div>
      {parameter.max !== undefined && parameter.default !== undefined && parameter.max <= 10 && (
        <input
          type="range"
          aria-label={name}
          min={parameter.min}
          max={parameter.max}
          step={0.05}
          value={value ?? parameter.default}
          onChange={(event) => change(String(Math.max(Number(event.target.value), parameter.exclusive_min ? 0.01 : parameter.min)))}
        />
      )}
      <p id={`${id}-hint`} className={wrong ? 'hint wrong' : 'hint'} role={wrong ? 'alert' : undefined}>
        {wrong ? t.panel.wrong(rangeText(t, parameter)) : `${t.panel.hints[parameter.name] ?? ''} ${rangeText(t, parameter)}`}
      </p>
    </div>
  );
}

function Stops({ value, onChange }: { value: unknown; onChange: (value: readonly string[] | undefined) => void }) {
  const t = useText();
  const id = useId();
  const [text, setText] = useState(() => (Array.isArray(value) ? value.join('\n') : ''));
  return (
    <div className="parameter">
      <label htmlFor={id}>{t.panel.stops}</label>
      <textarea
        id={id}
        className="field"
        rows={2}
        value={text}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          setText(event.target.value);
          const lines = event.target.value.split('\n').filter((line) => line !== '');
          onChange(lines.length > 0 ? lines.slice(0, 16) : undefined);
        }}
      />
      <p id={`${id}-hint`} className="hint">
        {t.panel.stopsHint}
      </p>
    </div>
  );
}

function ModelFacts({ info }: { info: ServerInfo }) {
  const t = useText();
  const { model } = info;
  const facts = [
    [t.panel.facts.architecture, model.architecture],
    [t.panel.facts.parameters, `${compact(model.parameters)} ${model.quantization}`],
    [t.panel.facts.context, t.facts.tokens(model.context_length)],
    [t.panel.facts.backend, info.backend],
    [t.panel.facts.version, info.version],
  ].filter(([, value]) => value !== '');
  return (
    <section className="model-facts" aria-label={t.panel.model}>
      <h3>{model.name}</h3>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function compact(n: number): string {
  return Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(n);
}
