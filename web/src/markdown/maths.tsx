import type { Element, Text } from 'hast';
import remarkMath from 'remark-math';
import temml from 'temml';
import { useLayoutEffect, useRef } from 'react';
import './maths.css';

/** Reads `$$...$$`, displayed and within a line; a single dollar is money. */
export const mathsPlugin: [typeof remarkMath, { singleDollarTextMath: boolean }] = [remarkMath, { singleDollarTextMath: false }];

const LIMITS = { maxExpand: 200, maxSize: [20, 200] as [number, number], trust: false, throwOnError: false };

/** A formula as MathML, which browsers draw with their own fonts. Built node by node: no text becomes markup. */
export function Formula({ source, display }: { source: string; display: boolean }) {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const at = place.current!;
    at.textContent = '';
    try {
      temml.render(source, at, { ...LIMITS, displayMode: display });
    } catch {
      at.textContent = source;
    }
  }, [source, display]);
  return <span ref={place} className={display ? 'formula display' : 'formula'} />;
}

/** The source of a formula that the plugin found, or nothing if the node is something else. */
export function formulaOf(node: Element | undefined): { source: string; display: boolean } | undefined {
  const classes = node?.properties['className'];
  if (!Array.isArray(classes) || !classes.includes('language-math')) return undefined;
  const source = node!.children.map((child) => (child as Text).value ?? '').join('');
  return { source, display: classes.includes('math-display') };
}
