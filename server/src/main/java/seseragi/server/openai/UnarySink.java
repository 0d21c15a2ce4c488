package seseragi.server.openai;

import java.util.ArrayList;
import java.util.List;
import seseragi.engine.FinishReason;
import seseragi.engine.GenerationEvent;
import seseragi.engine.TokenLogprob;
import seseragi.server.http.Exchange;
import seseragi.server.openai.Shape.Choice;

/** Collects everything and answers once. */
final class UnarySink implements Sink {
  private final Exchange exchange;
  private final Shape shape;
  private final int choicesPerPrompt;
  private final Progress progress;
  private final List<Draft> drafts = new ArrayList<>(); // [prompts * choices]

  /** A choice that grows. */
  private static final class Draft {
    final StringBuilder text = new StringBuilder();
    final List<TokenLogprob> logprobs = new ArrayList<>();
    FinishReason reason = FinishReason.CANCELLED;
  }

  /**
   * @param openings what each prompt's answers begin with, empty texts mostly
   */
  UnarySink(Exchange exchange, Shape shape, List<String> openings, int choicesPerPrompt) {
    this.exchange = exchange;
    this.shape = shape;
    this.choicesPerPrompt = choicesPerPrompt;
    progress = new Progress(openings.size());
    for (String opening : openings) {
      for (int i = 0; i < choicesPerPrompt; i++) {
        Draft draft = new Draft();
        draft.text.append(opening);
        drafts.add(draft);
      }
    }
  }

  @Override
  public void open() {
    // nothing goes out before everything does
  }

  @Override
  public void accept(int prompt, GenerationEvent event) {
    switch (event) {
      case GenerationEvent.Queued queued -> {}
      case GenerationEvent.Started started -> {}
      case GenerationEvent.Delta delta -> {
        Draft draft = drafts.get(prompt * choicesPerPrompt + delta.choice());
        draft.text.append(delta.text());
        draft.logprobs.addAll(delta.logprobs());
      }
      case GenerationEvent.ChoiceFinished end -> {
        drafts.get(prompt * choicesPerPrompt + end.choice()).reason = end.reason();
        progress.finished(end.reason());
      }
      case GenerationEvent.Ended end -> {
        progress.ended(end.usage());
        if (progress.allEnded()) {
          answer();
        }
      }
      case GenerationEvent.Failed failed -> exchange.abort(ApiErrors.failed(failed.reason()));
    }
  }

  private void answer() {
    progress.note(exchange);
    if (progress.wasCancelled()) {
      exchange.abort(ApiErrors.shuttingDown());
      return;
    }
    List<Choice> choices = new ArrayList<>(drafts.size());
    for (int i = 0; i < drafts.size(); i++) {
      Draft draft = drafts.get(i);
      choices.add(new Choice(i, draft.text.toString(), draft.logprobs, draft.reason));
    }
    // an answer may be megabytes, with many probabilities: not on the connection's thread
    Thread.ofVirtual()
        .name("answer-" + exchange.id())
        .start(() -> exchange.sendJson(shape.whole(choices, progress.usage())));
  }
}
