package seseragi.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Log probabilities of tokens whose text is held back: they come out with the text, because the
 * token itself would give away what is held back.
 */
final class HeldLogprobs {
  private record Held(TokenLogprob logprob, long start, long end) {}

  private final ArrayDeque<Held> held = new ArrayDeque<>();

  /**
   * @param start characters of the choice before the token
   * @param end characters of the choice with the token; the same if it completes no character
   */
  void add(TokenLogprob logprob, long start, long end) {
    held.add(new Held(logprob, start, end));
  }

  /** Those of tokens whose text, or that of a later token, lies before character {@code shown}. */
  List<TokenLogprob> take(long shown) {
    int count = 0;
    int index = 0;
    for (Held token : held) {
      index++;
      if (token.end > token.start && token.end <= shown) {
        count = index;
      }
    }
    return take(count);
  }

  /** All. */
  List<TokenLogprob> takeAll() {
    return take(held.size());
  }

  private List<TokenLogprob> take(int count) {
    if (count == 0) {
      return List.of();
    }
    List<TokenLogprob> logprobs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      logprobs.add(held.remove().logprob);
    }
    return logprobs;
  }
}
