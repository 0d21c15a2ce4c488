package seseragi.engine;

import java.util.List;

/**
 * A generated token with its natural-log probability, before temperature and filters.
 *
 * @param token id
 * @param logprob of the chosen token
 * @param top the most likely tokens at this place, most likely first; as many as were asked for
 */
public record TokenLogprob(int token, float logprob, List<Alternative> top) {
  public TokenLogprob {
    top = List.copyOf(top);
  }

  /** A token that could have been chosen. */
  public record Alternative(int token, float logprob) {}
}
