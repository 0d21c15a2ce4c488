/** Gives a file to whoever sits in front of the page. */
export function download(name: string, type: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A file's name out of a title: what file systems and shells dislike is left out. */
export function fileName(title: string, ending: string): string {
  const plain = title
    .replace(/[\p{C}<>:"/\\|?*.…]+/gu, ' ')
    .trim()
    .replace(/\s+/g, '-')
    .slice(0, 60);
  return `${plain || 'seseragi'}.${ending}`;
}
