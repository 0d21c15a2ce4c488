/** What a stream of server-sent events brings: data, or a comment, which other clients do not see. */
export type ServerSentEvent = { readonly kind: 'data' | 'comment'; readonly text: string };

/** The longest line that is kept; a server that sends more is not ours. */
const MAX_LINE = 16 * 1024 * 1024;

/**
 * Takes server-sent events out of a text that comes in pieces of any size. Lines end with LF, CR or CRLF, also when the
 * two come in different pieces. Event names and ids are ignored: the server sends none.
 */
export class EventParser {
  private line = '';
  private data: string[] = [];
  private afterCarriageReturn = false;

  /** The events that this piece completed. */
  push(piece: string): ServerSentEvent[] {
    const events: ServerSentEvent[] = [];
    let from = 0;
    if (this.afterCarriageReturn && piece.length > 0) {
      this.afterCarriageReturn = false;
      if (piece[0] === '\n') from = 1;
    }
    for (let at = from; at < piece.length; at++) {
      const c = piece.charCodeAt(at);
      if (c !== 10 && c !== 13) continue;
      this.endLine(this.line + piece.slice(from, at), events);
      this.line = '';
      if (c === 13) {
        if (at + 1 === piece.length) this.afterCarriageReturn = true;
        else if (piece.charCodeAt(at + 1) === 10) at++;
      }
      from = at + 1;
    }
    this.line += piece.slice(from);
    if (this.line.length > MAX_LINE) throw new Error('an event of the stream is too long');
    return events;
  }

  private endLine(line: string, events: ServerSentEvent[]): void {
    if (line === '') {
      if (this.data.length > 0) events.push({ kind: 'data', text: this.data.join('\n') });
      this.data = [];
    } else if (line.startsWith(':')) {
      events.push({ kind: 'comment', text: line.slice(1).trimStart() });
    } else {
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1);
      if (field === 'data') this.data.push(value.startsWith(' ') ? value.slice(1) : value);
    }
  }
}
