package seseragi.engine.tokenizer;

import java.util.List;

/** Where in a text, joined from segments, control tokens may be. */
final class TrustedRanges {
  private final int[] ends; // exclusive ends of the stretches, which are trusted in turn
  private final boolean firstTrusted;

  private TrustedRanges(int[] ends, boolean firstTrusted) {
    this.ends = ends;
    this.firstTrusted = firstTrusted;
  }

  /** Neighbours of the same trust are one stretch: a token may reach over their border. */
  static TrustedRanges of(List<TextSegment> segments) {
    IntList ends = new IntList();
    boolean first = true;
    boolean current = true;
    int at = 0;
    for (TextSegment segment : segments) {
      if (segment.text().isEmpty()) {
        continue;
      }
      if (at == 0) {
        first = segment.trusted();
      } else if (segment.trusted() != current) {
        ends.add(at);
      }
      current = segment.trusted();
      at += segment.text().length();
    }
    ends.add(at);
    return new TrustedRanges(ends.toArray(), first);
  }

  /** The end of the trusted stretch that holds a place; the place itself if it is not trusted. */
  int trustedUntil(int place) {
    int low = 0;
    int high = ends.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[middle] > place) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    boolean trusted = (low % 2 == 0) == firstTrusted;
    return trusted ? ends[low] : place;
  }
}
