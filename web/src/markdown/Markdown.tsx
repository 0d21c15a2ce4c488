import type { Element } from 'hast';
import { createContext, memo, useContext, useEffect, useMemo, useRef, useState, type ComponentProps, type ReactNode } from 'react';
import ReactMarkdown, { type Components, type Options } from 'react-markdown';
import remarkCjkFriendlyStrikethrough from 'remark-cjk-friendly-gfm-strikethrough/parseOnly';
import remarkCjkFriendly from 'remark-cjk-friendly/parseOnly';
import remend from 'remend';
import { BlockSplitter } from './blocks';
import { Code } from './Code';
import { gfm } from './gfm';
import { hasMaths, withDollars } from './mathsMarks';

type Maths = typeof import('./maths');
let maths: Maths | undefined;

const PLUGINS: Options['remarkPlugins'] = [gfm, remarkCjkFriendly, remarkCjkFriendlyStrikethrough];

/** How often blocks were parsed; for tests that hold that a growing text is not parsed again and again. */
export const parses = { count: 0 };

/** Opens links: shows where they lead first. */
export const LinkOpener = createContext<(address: string) => void>(() => {});

/**
 * What a model wrote, as text, lists, tables, code and maths; never as HTML. `growing` says that more is to come: then
 * what is half-written looks as it will when it is complete, and only the last block is parsed again.
 */
export const Markdown = memo(function Markdown({ text, growing }: { text: string; growing: boolean }) {
  const splitter = useRef<BlockSplitter>(undefined);
  splitter.current ??= new BlockSplitter();
  const { closed, last, openFence } = splitter.current.update(text);
  const opened = growing && openFence ? openCode(last) : undefined;
  return (
    <div className="prose">
      {closed.map((block, i) => (
        <Block key={i} text={block} growing={false} />
      ))}
      {opened ? (
        <>
          {opened.before.trim() !== '' && <Block key={closed.length} text={opened.before} growing={false} />}
          <Code code={opened.code} language={opened.language} open />
        </>
      ) : (
        last.trim() !== '' && <Block key={closed.length} text={last} growing={growing} />
      )}
    </div>
  );
});

/** A block that ends within a fence: code need not be parsed, it only grows. Fences in lists are left to the parser. */
function openCode(block: string): { before: string; language: string; code: string } | undefined {
  const found = /(^|[\s\S]*?\n)(`{3,}|~{3,})[ \t]*([^\s`]*)[^\n]*\n([\s\S]*)$/.exec(block);
  if (!found || /(^|\n) {0,3}(?:[-*+>]|\d{1,9}[.)])\s/.test(found[1]!)) return undefined;
  return { before: found[1]!, language: found[3]!, code: found[4]! };
}

const Block = memo(function Block({ text, growing }: { text: string; growing: boolean }) {
  const plugins = useMathsFor(text);
  const source = useMemo(() => {
    const whole = growing ? remend(text, { linkMode: 'text-only', htmlTags: false }) : text;
    return plugins === PLUGINS ? whole : withDollars(whole);
  }, [text, growing, plugins]);
  parses.count++;
  return (
    <div className="block">
      <ReactMarkdown remarkPlugins={plugins} components={COMPONENTS} urlTransform={harmless}>
        {source}
      </ReactMarkdown>
    </div>
  );
});

/** The plugins for a text; those for maths are fetched when the first formula comes. */
function useMathsFor(text: string): Options['remarkPlugins'] {
  const wanted = hasMaths(text);
  const [loaded, setLoaded] = useState(maths);
  useEffect(() => {
    if (!wanted || loaded) return;
    let mounted = true;
    import('./maths').then(
      (part) => {
        maths = part;
        if (mounted) setLoaded(part);
      },
      () => {}, // the server is gone: the formula stays as it was written
    );
    return () => void (mounted = false);
  }, [wanted, loaded]);
  return useMemo(() => (wanted && loaded ? [...PLUGINS!, loaded.mathsPlugin] : PLUGINS), [wanted, loaded]);
}

/** Only addresses that lead to a page or a mailbox; nothing that runs, nothing within this server. */
export function harmless(address: string): string {
  try {
    return ['http:', 'https:', 'mailto:'].includes(new URL(address).protocol) ? address : '';
  } catch {
    return '';
  }
}

function Link({ href, children }: ComponentProps<'a'>) {
  const open = useContext(LinkOpener);
  if (!href) return <span>{children}</span>;
  return (
    <a
      href={href}
      rel="noopener noreferrer nofollow"
      onClick={(event) => {
        event.preventDefault();
        open(href);
      }}
      onAuxClick={(event) => event.preventDefault()}
    >
      {children}
    </a>
  );
}

/** Pictures would be fetched from elsewhere, which tells whoever is there; a link does so only when it is followed. */
function Picture({ src, alt }: { src?: string | undefined; alt?: string | undefined }) {
  return <Link href={src}>{alt || src}</Link>;
}

function CodeOrFormula({ node, children, className }: { node?: Element; children?: ReactNode; className?: string }) {
  const formula = maths?.formulaOf(node);
  if (formula && maths) return <maths.Formula {...formula} />;
  return <code className={className}>{children}</code>;
}

/** A fence arrives as `pre` around `code`. */
function Fence({ node, children }: { node?: Element; children?: ReactNode }) {
  const code = node?.children[0];
  if (code?.type !== 'element' || code.tagName !== 'code') return <pre>{children}</pre>;
  if (maths?.formulaOf(code)) return <>{children}</>;
  const classes = code.properties['className'];
  const named = Array.isArray(classes) ? classes.map(String).find((one) => one.startsWith('language-')) : undefined;
  const text = code.children.map((child) => (child.type === 'text' ? child.value : '')).join('');
  return <Code code={text.replace(/\n$/, '')} language={named?.slice('language-'.length) ?? ''} open={false} />;
}

function Table({ children }: { children?: ReactNode }) {
  return (
    <div className="table" tabIndex={0} role="group">
      <table>{children}</table>
    </div>
  );
}

/** Headings of an answer are below that of its turn; most answers begin with the second level, so both are the highest. */
const COMPONENTS: Components = {
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  img: ({ src, alt }) => <Picture src={typeof src === 'string' ? src : undefined} alt={alt} />,
  code: CodeOrFormula,
  pre: Fence,
  table: Table,
  h1: ({ children }) => <h3 className="first">{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  h4: ({ children }) => <h5>{children}</h5>,
  h5: ({ children }) => <h6>{children}</h6>,
};
