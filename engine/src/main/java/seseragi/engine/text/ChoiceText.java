package seseragi.engine.text;

import seseragi.engine.tokenizer.StreamingDecoder;
import seseragi.engine.tokenizer.Tokenizer;

/**
 * The text of one choice, as it grows. What could become a stop string is held back until it is
 * known not to be one. The stop string that is complete first ends the text, of several that end at
 * the same place the longest; so the result does not depend on how the text is cut into tokens.
 *
 * <p>Not thread-safe.
 */
public final class ChoiceText {
  private final StreamingDecoder decoder;
  private final StopStrings stops;
  private final int[] matched; // [stops] how much of it the text ends with
  private final StringBuilder held = new StringBuilder();
  private final StringBuilder shown = new StringBuilder();
  private long produced; // characters that the tokens gave
  private long released; // of those, how many may be shown
  private boolean stopped;

  /**
   * @param skipSpecial leave out the texts of control tokens
   */
  public ChoiceText(Tokenizer tokenizer, boolean skipSpecial, StopStrings stops) {
    this.decoder = new StreamingDecoder(tokenizer, skipSpecial);
    this.stops = stops;
    this.matched = new int[stops.count()];
  }

  /**
   * Adds a token.
   *
   * @return true if a stop string is complete: nothing may be added then
   */
  public boolean append(int token) {
    return append(decoder.accept(token));
  }

  /** No further token comes: shows what was held back, if it is not the beginning of the end. */
  public void finish() {
    if (!stopped && !append(decoder.flush())) {
      release(held.length());
    }
  }

  /** The text that became fit to be shown since the last call. */
  public String take() {
    String text = shown.toString();
    shown.setLength(0);
    return text;
  }

  /** True if a stop string ended the text. */
  public boolean stopped() {
    return stopped;
  }

  /** Characters that the tokens gave so far. */
  public long produced() {
    return produced;
  }

  /** Of those, how many may be shown. */
  public long released() {
    return released;
  }

  private boolean append(String text) {
    int start = held.length();
    held.append(text);
    produced += text.length();
    for (int i = start; i < held.length(); i++) {
      int complete = match(held.charAt(i));
      if (complete > 0) {
        stopped = true;
        release(i + 1 - complete);
        return true;
      }
    }
    release(held.length() - longestBeginning());
    return false;
  }

  /** Moves all searches on; the length of the longest stop string that ends here, or 0. */
  private int match(char next) {
    int complete = 0;
    for (int stop = 0; stop < matched.length; stop++) {
      matched[stop] = stops.advance(stop, matched[stop], next);
      if (matched[stop] == stops.length(stop)) {
        complete = Math.max(complete, matched[stop]);
      }
    }
    return complete;
  }

  private int longestBeginning() {
    int longest = 0;
    for (int length : matched) {
      longest = Math.max(longest, length);
    }
    return longest;
  }

  private void release(int count) {
    shown.append(held, 0, count);
    held.delete(0, count);
    released += count;
  }
}
