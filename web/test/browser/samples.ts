/** An answer with all that Markdown has, in both languages. */
export const SAMPLE = {
  en: `A brook finds its way **downhill**, and a stream of tokens does much the same: it starts before anybody knows where it ends.

## How the bytes travel

1. The model makes a token.
2. The server writes it down as an event.
3. The page shows it within a frame of the screen.

> Whoever waits for the whole answer waits for its last word. Whoever streams reads from the first.

| Way | First words | Whole answer |
|---|--:|--:|
| streamed | 0.12 s | 4.8 s |
| in one piece | 4.8 s | 4.8 s |

\`\`\`java
try (TextStream answer = engine.generate("Once upon a time")) {
  answer.forEach(System.out::print); // as it is generated
}
\`\`\`

With *n* tokens at a rate *r* the wait shrinks to $$t_1 = \\frac{1}{r}$$ instead of $$\\frac{n}{r}$$. More at [the specification](https://html.spec.whatwg.org/).
`,
  ja: `**小川は、低いほうへ。**トークンの流れも同じです。どこで終わるかが分かる前に、もう始まっています。

## 届くまで

1. モデルがトークンを一つ作ります。
2. サーバーがそれをイベントとして書き出します。
3. ページが画面の次の一コマで見せます。

> 全部を待つ人は、最後の一語まで待つことになります。流す人は、最初の一語から読めます。

| 方法 | 最初の言葉 | 全文 |
|---|--:|--:|
| 流す | 0.12 秒 | 4.8 秒 |
| まとめて | 4.8 秒 | 4.8 秒 |

\`\`\`java
try (TextStream answer = engine.generate("むかしむかし")) {
  answer.forEach(System.out::print); // できるそばから
}
\`\`\`

*n* 個のトークンを速さ *r* で作るとき、待ち時間は $$\\frac{n}{r}$$ から $$t_1 = \\frac{1}{r}$$ に縮みます。詳しくは[仕様書](https://html.spec.whatwg.org/)をどうぞ。
`,
} as const;

export const QUESTION = { en: 'Why does streaming feel so much faster?', ja: 'ストリーミングはなぜ速く感じるのですか？' } as const;
