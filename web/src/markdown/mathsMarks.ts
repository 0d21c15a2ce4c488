/**
 * Models write maths as `\(a\)` and `\[a\]`, which Markdown reads as escaped brackets, or between dollars. This brings all
 * to `$$`, which the parser of maths knows; single dollars stay money. Code is left alone.
 */
const CODE_OR_MATHS = /(^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:\n {0,3}\2[^\n]*(?=\n|$)|$)|(`+)(?!`)[\s\S]*?[^`]\3(?!`))|\\\[([\s\S]+?)\\\]|\\\(([^\n]+?)\\\)/gm;

export function withDollars(text: string): string {
  if (!text.includes('\\(') && !text.includes('\\[')) return text;
  return text.replace(CODE_OR_MATHS, (all, code?: string, _fence?: string, _ticks?: string, display?: string, inline?: string) => {
    if (code !== undefined) return all;
    if (display !== undefined) return `\n$$\n${display.trim()}\n$$\n`;
    return `$$${inline!.trim()}$$`;
  });
}

/** Whether there is something that looks like maths. */
export function hasMaths(text: string): boolean {
  return text.includes('$$') || text.includes('\\(') || text.includes('\\[');
}
