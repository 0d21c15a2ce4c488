import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm as syntax } from 'micromark-extension-gfm';
import type { Processor } from 'unified';

/**
 * GitHub's tables, task lists, struck text, footnotes and bare addresses, read only. What remark-gfm adds to that, the
 * way back to Markdown, would be a tenth of the page.
 */
export function gfm(this: Processor): void {
  const data = this.data() as { micromarkExtensions?: unknown[]; fromMarkdownExtensions?: unknown[] };
  (data.micromarkExtensions ??= []).push(syntax());
  (data.fromMarkdownExtensions ??= []).push(gfmFromMarkdown());
}
