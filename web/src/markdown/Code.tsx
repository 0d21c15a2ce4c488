import { memo, useEffect, useState, type ReactElement } from 'react';
import { CopyButton } from '../ui/CopyButton';
import { useText } from '../text';

type Highlight = typeof import('./highlight').highlight;

let highlight: Highlight | undefined;

/** Code between fences. It gets its colours when it is complete, from a part of the page that is fetched then. */
export const Code = memo(function Code({ code, language, open }: { code: string; language: string; open: boolean }) {
  const t = useText();
  return (
    <div className="code">
      <div className="code-head">
        <span>{language || t.code.plain}</span>
        <CopyButton text={code} label={t.code.copy} />
      </div>
      <pre tabIndex={0} aria-label={t.code.region(language)}>
        <code>{open ? code : <Coloured code={code} language={language} />}</code>
      </pre>
    </div>
  );
});

function Coloured({ code, language }: { code: string; language: string }): ReactElement {
  const [colours, setColours] = useState<Highlight | undefined>(() => highlight);
  useEffect(() => {
    if (colours || language === '') return;
    let wanted = true;
    import('./highlight').then(
      (loaded) => {
        highlight = loaded.highlight;
        if (wanted) setColours(() => loaded.highlight);
      },
      () => {}, // the server is gone: code without colours is code, too
    );
    return () => void (wanted = false);
  }, [colours, language]);
  return colours?.(code, language.toLowerCase()) ?? <>{code}</>;
}
