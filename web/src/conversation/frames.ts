/**
 * Collects what comes within a frame of the screen and hands it on once: however fast tokens come, the page changes at
 * most as often as it is shown. A page that nobody sees gets no frames; there a timer takes their place.
 */
export class FrameBatch {
  private text = '';
  private pieces = 0;
  private planned = false;

  constructor(private readonly apply: (text: string, pieces: number) => void) {}

  add(text: string): void {
    this.text += text;
    this.pieces++;
    if (this.planned) return;
    this.planned = true;
    if (document.hidden) setTimeout(this.flush, 250);
    else requestAnimationFrame(this.flush);
  }

  /** Hands on what has come, now. */
  readonly flush = (): void => {
    this.planned = false;
    if (this.pieces === 0) return;
    const { text, pieces } = this;
    this.text = '';
    this.pieces = 0;
    this.apply(text, pieces);
  };
}
