import { useState } from 'react';
import { apiKey } from '../api/http';
import { fromJson, ImportError, toJson } from '../conversation/transfer';
import type { Chats } from '../conversation/chats';
import { useText, type Language } from '../text';
import { CopyButton } from './CopyButton';
import { Dialog } from './Dialog';
import { download } from './download';
import { prefer, usePreferences, type Theme } from './preferences';

/** Asks for the key that the server wants. */
export function KeyDialog({ wrong, onKey }: { wrong: boolean; onKey: () => void }) {
  const t = useText();
  const [key, setKey] = useState('');
  return (
    <Dialog title={t.key.title}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          apiKey.set(key.trim());
          onKey();
        }}
      >
        <p className="soft">{t.key.text}</p>
        <label>
          {t.key.label}
          <input className="field" type="password" autoComplete="off" autoFocus value={key} onChange={(event) => setKey(event.target.value)} />
        </label>
        {wrong && (
          <p className="wrong" role="alert">
            {t.key.wrong}
          </p>
        )}
        <div className="dialog-actions">
          <button type="submit" className="button primary" disabled={key.trim() === ''}>
            {t.key.use}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Shows where a link leads before it is followed. */
export function LinkDialog({ address, onClose }: { address: string; onClose: () => void }) {
  const t = useText();
  return (
    <Dialog title={t.link.title} onClose={onClose}>
      <p className="soft">{t.link.text}</p>
      <p className="address">{address}</p>
      <div className="dialog-actions">
        <CopyButton text={address} label={t.link.copy} />
        <button type="button" className="button" onClick={onClose}>
          {t.cancel}
        </button>
        <a className="button primary" href={address} target="_blank" rel="noopener noreferrer nofollow" onClick={onClose}>
          {t.link.open}
        </a>
      </div>
    </Dialog>
  );
}

const LANGUAGES: readonly [Language, string][] = [
  ['en', 'English'],
  ['ja', '日本語'],
];
const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** Language, appearance, Enter, and all conversations as a file. */
export function SettingsDialog({ chats, onClose }: { chats: Chats; onClose: () => void }) {
  const t = useText();
  const { language, theme, enterSends } = usePreferences();
  return (
    <Dialog title={t.settings.title} onClose={onClose}>
      <fieldset className="choice">
        <legend>{t.settings.language}</legend>
        {LANGUAGES.map(([code, name]) => (
          <label key={code} lang={code}>
            <input type="radio" name="language" checked={language === code} onChange={() => prefer({ language: code })} />
            {name}
          </label>
        ))}
      </fieldset>
      <fieldset className="choice">
        <legend>{t.settings.theme}</legend>
        {THEMES.map((one) => (
          <label key={one}>
            <input type="radio" name="theme" checked={theme === one} onChange={() => prefer({ theme: one })} />
            {t.settings.themes[one]}
          </label>
        ))}
      </fieldset>
      <div>
        <label className="switch">
          <input type="checkbox" checked={enterSends} onChange={(event) => prefer({ enterSends: event.target.checked })} />
          {t.settings.enter}
        </label>
        <p className="hint">{t.settings.enterHint}</p>
      </div>
      <Transfer chats={chats} />
    </Dialog>
  );
}

function Transfer({ chats }: { chats: Chats }) {
  const t = useText();
  const [said, setSaid] = useState('');
  const [failed, setFailed] = useState(false);

  async function take(file: File) {
    try {
      const count = await chats.take(fromJson(await file.text()));
      setFailed(false);
      setSaid(t.settings.imported(count));
    } catch (failure) {
      setFailed(true);
      setSaid(t.settings.importFailed(failure instanceof ImportError ? failure.message : String(failure)));
    }
  }

  return (
    <section className="transfer">
      <h3>{t.settings.data}</h3>
      <p className="hint">{t.settings.dataHint}</p>
      <div className="transfer-actions">
        <button
          type="button"
          className="button"
          onClick={() => download('seseragi.json', 'application/json', toJson(chats.state().conversations.filter((one) => one.turns.length > 0)))}
        >
          {t.settings.exportAll}
        </button>
        <label className="button file">
          {t.settings.import}
          <input
            type="file"
            accept="application/json,.json"
            className="hidden"
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = '';
              if (file) void take(file);
            }}
          />
        </label>
      </div>
      <p role="status" className={failed ? 'wrong' : 'soft'}>
        {said}
      </p>
    </section>
  );
}

/** The keys. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const { enterSends } = usePreferences();
  const keys: readonly [string, readonly string[]][] = [
    [t.help.send, enterSends ? ['Enter'] : ['Ctrl', 'Enter']],
    [t.help.break, enterSends ? ['Shift', 'Enter'] : ['Enter']],
    [t.help.stop, ['Esc']],
    [t.help.focus, ['/']],
    [t.help.fresh, ['Ctrl', 'Shift', 'O']],
    [t.help.search, ['Ctrl', 'K']],
    [t.help.panel, ['Ctrl', '.']],
    [t.help.help, ['?']],
  ];
  return (
    <Dialog title={t.help.title} onClose={onClose}>
      <dl className="keys">
        {keys.map(([what, combination]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              {combination.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
