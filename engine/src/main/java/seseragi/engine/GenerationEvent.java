package seseragi.engine;

import java.util.List;

/**
 * What happens to a request, in order: any number of {@link Queued}, one {@link Started}, any
 * number of {@link Delta} with one {@link ChoiceFinished} per choice, and exactly one terminal
 * event. {@link Ended} comes after all choices are finished, or were cancelled, which may be before
 * the start; {@link Failed} may come at any time and finishes what is not.
 */
public sealed interface GenerationEvent {
  /** The request waits; {@code position} requests are before it. */
  record Queued(int position) implements GenerationEvent {}

  /** The prompt is being computed; {@code cachedTokens} of it were in the prefix cache. */
  record Started(int promptTokens, int cachedTokens) implements GenerationEvent {}

  /**
   * More text of a choice: whole characters, possibly of several tokens when the reader was slow.
   *
   * @param choice 0 to n - 1
   * @param text may be empty if only {@code logprobs} are new
   * @param tokens how many tokens were generated since the last delta of this choice; those that
   *     come after the last delta (such as the end token) are counted in {@link Usage} only
   * @param logprobs of those tokens, if they were asked for
   */
  record Delta(int choice, String text, int tokens, List<TokenLogprob> logprobs)
      implements GenerationEvent {
    public Delta {
      logprobs = List.copyOf(logprobs);
    }
  }

  /** A choice is complete, or cancelled; no delta of it follows. */
  record ChoiceFinished(int choice, FinishReason reason) implements GenerationEvent {}

  /** All choices are complete, or the request was cancelled. Terminal. */
  record Ended(Usage usage) implements GenerationEvent {}

  /** The engine could not go on with this request. Terminal. */
  record Failed(String reason, Usage usage) implements GenerationEvent {}
}
