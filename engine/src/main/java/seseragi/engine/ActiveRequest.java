package seseragi.engine;

import java.util.function.Consumer;
import seseragi.engine.sampling.SamplingState;
import seseragi.engine.text.ChoiceText;
import seseragi.engine.text.StopStrings;
import seseragi.engine.tokenizer.Tokenizer;

/**
 * A request on its way, with its choices. What is not final belongs to the engine's thread; {@link
 * #cancel} may be called by any.
 */
final class ActiveRequest implements Generation {
  final GenerationRequest request;
  final Outbox outbox;
  final Choice[] choices; // [n]
  final String promptText; // to be streamed first; empty unless asked for
  final long submittedNanos;
  private final long id;
  private final Consumer<ActiveRequest> canceller;

  int queuePosition = -1; // as told to the listener last
  boolean started;
  boolean hasToken;
  boolean ended;
  long startedNanos; // meaningful once started
  long firstTokenNanos; // meaningful once it has a token
  int unfinishedChoices;
  FinishReason firstChoiceReason = FinishReason.CANCELLED; // until the first choice is finished

  ActiveRequest(
      long id,
      GenerationRequest request,
      Tokenizer tokenizer,
      Outbox outbox,
      long submittedNanos,
      Consumer<ActiveRequest> canceller) {
    this.id = id;
    this.request = request;
    this.outbox = outbox;
    this.submittedNanos = submittedNanos;
    this.canceller = canceller;
    promptText =
        request.skipPrompt() ? "" : tokenizer.decode(request.prompt(), request.skipSpecialTokens());
    choices = choices(tokenizer);
    unfinishedChoices = choices.length;
  }

  private Choice[] choices(Tokenizer tokenizer) {
    StopStrings stops = new StopStrings(request.stop());
    SamplingState first = new SamplingState(request.sampling(), request.prompt());
    Choice[] all = new Choice[request.choices()];
    for (int i = 0; i < all.length; i++) {
      ChoiceText text = new ChoiceText(tokenizer, request.skipSpecialTokens(), stops);
      all[i] =
          i == 0
              ? new Choice(this, id, first, text)
              : new Choice(all[0], i, new SamplingState(first, i), text);
    }
    return all;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public void cancel() {
    canceller.accept(this);
  }

  int cachedTokens() {
    return choices[0].cachedTokens();
  }

  Usage usage() {
    int completion = 0;
    for (Choice choice : choices) {
      completion += choice.generated();
    }
    return new Usage(request.prompt().length, cachedTokens(), completion);
  }

  RequestReport report(FinishReason reason, long now) {
    int preemptions = 0;
    for (Choice choice : choices) {
      preemptions += choice.preemptions();
    }
    return new RequestReport(
        id,
        reason,
        usage(),
        (started ? startedNanos : now) - submittedNanos,
        started ? (hasToken ? firstTokenNanos : now) - startedNanos : 0,
        hasToken ? now - firstTokenNanos : 0,
        preemptions,
        request.maxTokens());
  }
}
