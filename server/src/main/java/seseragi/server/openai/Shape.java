package seseragi.server.openai;

import java.util.List;
import java.util.Optional;
import seseragi.engine.FinishReason;
import seseragi.engine.TokenLogprob;
import seseragi.engine.Usage;

/**
 * How an endpoint writes its answers. Each method gives one JSON object; a chunk that is not an
 * error never has a member {@code error}, and only {@link #usage} has no choices.
 */
interface Shape {
  /**
   * A finished answer to one prompt.
   *
   * @param index of the choice, over all prompts
   */
  record Choice(int index, String text, List<TokenLogprob> logprobs, FinishReason reason) {
    public Choice {
      logprobs = List.copyOf(logprobs);
    }
  }

  /** The whole answer. */
  byte[] whole(List<Choice> choices, Usage usage);

  /** What opens a choice in a stream, if anything does. */
  Optional<byte[]> opening(int index);

  /** More text of a choice. */
  byte[] delta(int index, String text, List<TokenLogprob> logprobs);

  /** The end of a choice. */
  byte[] finish(int index, FinishReason reason);

  /** The usage, after all choices. */
  byte[] usage(Usage usage);
}
