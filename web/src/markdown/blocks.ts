/**
 * Cuts Markdown that grows at its end into blocks which can be shown one by one. A block that was given once never
 * changes; only the last one, which is not in `closed`, still grows. So a page need not parse a long answer again for
 * every word of it.
 *
 * A border is an empty line outside of fences and displayed maths, unless what follows still belongs to a list: another
 * item, or an indented line. Work is linear in the length of the text.
 */
export class BlockSplitter {
  private readonly done: string[] = [];
  private text = '';
  private start = 0; // of the last block
  private at = 0; // of the first line that was not looked at
  private fence = ''; // what closes the open fence
  private maths = false;
  private list = false; // the last block begins with a list
  private empty = -1; // where the border would be, if the last lines were empty
  private begun = false; // the last block has a line that is not empty

  /** The blocks of a text that is the former text with something added, or another one. */
  update(text: string): { readonly closed: readonly string[]; readonly last: string; readonly openFence: boolean } {
    if (!text.startsWith(this.text)) this.reset();
    this.text = text;
    for (;;) {
      const end = text.indexOf('\n', this.at);
      if (end < 0) {
        // An unfinished line decides about a border only when it shows what it will be.
        if (this.empty >= 0 && !this.continuesList(text.slice(this.at), false)) this.close();
        break;
      }
      this.line(text.slice(this.at, end));
      this.at = end + 1;
    }
    return { closed: this.done, last: text.slice(this.start), openFence: this.fence !== '' };
  }

  private reset(): void {
    this.done.length = 0;
    this.start = this.at = 0;
    this.fence = '';
    this.maths = this.list = this.begun = false;
    this.empty = -1;
  }

  private line(line: string): void {
    if (this.empty >= 0 && line.trim() !== '' && !this.continuesList(line, true)) this.close();
    if (this.fence !== '') {
      if (closesFence(line, this.fence)) this.fence = '';
      return;
    }
    if (this.maths) {
      if (line.trim() === '$$' || line.trim() === '\\]') this.maths = false;
      return;
    }
    if (line.trim() === '') {
      if (this.begun && this.empty < 0) this.empty = this.at;
      return;
    }
    if (!this.begun) this.list = LIST.test(line);
    this.begun = true;
    this.empty = -1;
    const opened = FENCE.exec(line);
    if (opened) this.fence = opened[1]!;
    else if (line.trim() === '$$' || line.trim() === '\\[') this.maths = true;
  }

  /** Whether a line after an empty one still belongs to the block before. */
  private continuesList(line: string, whole: boolean): boolean {
    if (/^(?: {2,}|\t)/.test(line)) return this.list;
    if (!this.list) return !whole && line === '';
    return LIST.test(line) || (!whole && MAYBE_LIST.test(line));
  }

  private close(): void {
    this.done.push(this.text.slice(this.start, this.empty));
    this.start = this.at;
    this.empty = -1;
    this.list = this.begun = false;
  }
}

const FENCE = /^ {0,3}(?:[-*+>] |\d{1,9}[.)] )? *(`{3,}(?=[^`]*$)|~{3,})/;
const LIST = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;
const MAYBE_LIST = /^ {0,3}(?:[-*+]|\d{0,9}[.)]?)?$/;

function closesFence(line: string, fence: string): boolean {
  const text = line.replace(/^[\s>]+/, '').trimEnd();
  return text.length >= fence.length && text === fence[0]!.repeat(text.length);
}

/** The blocks of a text that is complete. */
export function splitBlocks(text: string): string[] {
  const { closed, last } = new BlockSplitter().update(text);
  return last.trim() === '' ? [...closed] : [...closed, last];
}
