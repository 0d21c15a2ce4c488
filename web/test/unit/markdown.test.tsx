import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { harmless, Markdown, parses } from '../../src/markdown/Markdown';
import { hasMaths, withDollars } from '../../src/markdown/mathsMarks';

const html = (text: string, growing = false) => renderToStaticMarkup(<Markdown text={text} growing={growing} />);

/** The cases of commonmark-spec issue 650: emphasis that ends beside full-width punctuation, which CommonMark leaves literal. */
const BESIDE = [...'。、！？」』）…・：'].flatMap((mark): [text: string, strong: string][] => [
  [`**テスト${mark}**テスト`, `テスト${mark}`],
  [`**テスト**${mark}テスト`, 'テスト'],
  [`前**${mark}テスト**`, `${mark}テスト`],
]);

const EMPHASIS: readonly [text: string, strong: string][] = [
  ['これは**私のやりたかったこと。**だからするの。', '私のやりたかったこと。'],
  ['**太字。**次の文', '太字。'],
  ['小川は**「せせらぎ」**と歌う', '「せせらぎ」'],
  ['太郎は**（笑）**と言った', '（笑）'],
  ['**仕様（API）**を読む', '仕様（API）'],
  ['水很清，**很冷。**鱼在游', '很冷。'],
  ['**시냇물(개울)**이 흐른다', '시냇물(개울)'],
  ['**[リンク](https://example.org)**も', '<a href="https://example.org" rel="noopener noreferrer nofollow">リンク</a>'],
  ['**`code`**は', '<code>code</code>'],
];

test.each([...BESIDE, ...EMPHASIS])('%s', (text, strong) => {
  expect(html(text)).toContain(`<strong>${strong}</strong>`);
  expect(html(text)).not.toContain('**');
});

test.each([
  ['**English.** And more', '<strong>English.</strong> And more'],
  ['a * b * c', 'a * b * c'],
  ['2**3**4', '2<strong>3</strong>4'],
  ['a**"b"**c', 'a**&quot;b&quot;**c'],
])('where there is no full-width text CommonMark counts: %s', (text, inner) => {
  expect(html(text)).toContain(`<p>${inner}</p>`);
});

test('struck text beside full-width punctuation', () => {
  expect(html('これは~~取り消し。~~です')).toContain('<del>取り消し。</del>');
});

test('HTML of a model is text', () => {
  const shown = html('<img src=x onerror=alert(1)>\n\n<script>alert(1)</script>\n\na <b>bold</b> word');
  expect(shown).not.toMatch(/<(img|script|b)[ >]/);
  expect(shown).toContain('&lt;script&gt;');
});

test('links lead to pages and mailboxes only', () => {
  expect(harmless('https://example.org/a')).toBe('https://example.org/a');
  expect(harmless('mailto:a@example.org')).toBe('mailto:a@example.org');
  for (const address of ['javascript:alert(1)', ' javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', '/v1/models', '//example.org', 'java\nscript:alert(1)']) {
    expect(harmless(address)).toBe('');
  }
  expect(html('[a](javascript:alert(1))')).not.toContain('href');
});

test('a picture is a link, fetched by nobody', () => {
  expect(html('![cat](https://example.org/cat.png)')).not.toContain('<img');
  expect(html('![cat](https://example.org/cat.png)')).toContain('href="https://example.org/cat.png"');
});

const LONG = `# Title

Some **bold。**text with \`code\` and [a link](https://example.org/x).

| a | b |
|---|---:|
| 1 | 2 |

\`\`\`java
int a = 1;

int b = 2;
\`\`\`

1. one
2. two **three**

> quoted ~~gone~~

$$
a^2
$$

- [x] done

Last.
`;

test('every beginning of a text can be shown', { timeout: 120_000 }, () => {
  for (let end = 1; end <= LONG.length; end++) html(LONG.slice(0, end), true);
});

test('what is half-written looks as it will when it is complete', () => {
  expect(html('Some **bo', true)).toContain('<strong>bo</strong>');
  expect(html('Some `co', true)).toContain('<code>co</code>');
  expect(html('See [the li', true)).not.toContain('[');
  expect(html('See [the link](https://exam', true)).not.toContain('http');
  expect(html('```java\nint a', true)).toContain('<pre');
});

test('a heading of an answer is below those of the page', () => {
  expect(html('# One\n\n## Two')).toContain('<h3 class="first">One</h3>');
  expect(html('## Two\n\n### Three')).toMatch(/<h3>Two<.*<h4>Three</);
});

test('blocks are parsed once each', () => {
  const before = parses.count;
  html('One\n\nTwo\n\nThree', true);
  expect(parses.count - before).toBe(3);
});

test('maths is found in all its spellings, and a dollar is money', () => {
  expect(hasMaths('It costs $5 or $6.')).toBe(false);
  expect(hasMaths('$$a$$')).toBe(true);
  expect(withDollars('\\(a\\) and \\[b\\]')).toBe('$$a$$ and \n$$\nb\n$$\n');
  expect(withDollars('`\\(a\\)` and \\(b\\)')).toBe('`\\(a\\)` and $$b$$');
  expect(withDollars('```\n\\(a\\)\n```\n\\(b\\)')).toBe('```\n\\(a\\)\n```\n$$b$$');
});
