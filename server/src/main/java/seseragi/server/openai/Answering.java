package seseragi.server.openai;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import seseragi.engine.Generation;
import seseragi.server.http.Exchange;
import seseragi.server.json.JsonReader;
import seseragi.server.openai.CompletionRequest.Prompt;
import seseragi.server.serving.ServedModel;
import seseragi.server.serving.Serving;

/** From a request's body to running generations and a sink for their events. */
final class Answering {
  private final Serving serving;
  private final RequestLimits limits;
  private final String fingerprint;
  private final int maxUnsent;
  private final JsonReader json;
  private final ChatParser chats;
  private final CompletionParser completions;

  Answering(Serving serving, RequestLimits limits, String fingerprint, int maxUnsent) {
    this.serving = serving;
    this.limits = limits;
    this.fingerprint = fingerprint;
    this.maxUnsent = maxUnsent;
    json = limits.jsonReader();
    chats = new ChatParser(limits);
    completions = new CompletionParser(limits);
  }

  /** {@code POST /v1/chat/completions}. */
  void chat(Exchange exchange) {
    begin(exchange);
    ServedModel model = serving.model();
    ChatRequest request = chats.parse(json.read(exchange.body()));
    AnswerOptions options = request.options();
    Prompts.checkModel(model, options.model());
    Prompts.checkBias(model, options.sampling());
    int[] prompt = model.chat().prompt(request.chat()).tokens();
    Prompts.checkLength(model, prompt, limits.promptTokens(), "messages");
    Shape shape =
        new ChatShape(
            wire("chatcmpl-", model, options),
            new TokenTexts(model.engine().tokenizer()),
            options.wantsLogprobs());
    generate(exchange, model, List.of(prompt), List.of(""), options, shape);
  }

  /** {@code POST /v1/completions}. */
  void complete(Exchange exchange) {
    begin(exchange);
    ServedModel model = serving.model();
    CompletionRequest request = completions.parse(json.read(exchange.body()));
    AnswerOptions options = request.options();
    Prompts.checkModel(model, options.model());
    Prompts.checkBias(model, options.sampling());
    List<int[]> prompts = new ArrayList<>();
    List<String> openings = new ArrayList<>();
    for (Prompt prompt : request.prompts()) {
      int[] tokens = Prompts.tokens(model, prompt);
      Prompts.checkLength(model, tokens, limits.promptTokens(), "prompt");
      prompts.add(tokens);
      openings.add(request.echo() ? Prompts.text(model, prompt, tokens) : "");
    }
    Shape shape =
        new CompletionShape(
            wire("cmpl-", model, options),
            new TokenTexts(model.engine().tokenizer()),
            options.wantsLogprobs(),
            prompts.size() * options.choices());
    generate(exchange, model, prompts, openings, options, shape);
  }

  /** From here on the server waits for this answer when it shuts down. */
  private void begin(Exchange exchange) {
    Serving.Work work = serving.begin(() -> exchange.abort(ApiErrors.shuttingDown()));
    exchange.onEnd(work::close);
  }

  private Wire wire(String prefix, ServedModel model, AnswerOptions options) {
    return new Wire(
        prefix + UUID.randomUUID().toString().replace("-", ""),
        Instant.now().getEpochSecond(),
        model.name(),
        fingerprint,
        options.includeUsage());
  }

  private void generate(
      Exchange exchange,
      ServedModel model,
      List<int[]> prompts,
      List<String> openings,
      AnswerOptions options,
      Shape shape) {
    if (exchange.gone()) {
      return;
    }
    Sink sink =
        options.stream()
            ? new StreamSink(exchange, shape, openings, options, maxUnsent)
            : new UnarySink(exchange, shape, openings, options.choices());
    // cancelled on the connection's thread while this one is still submitting
    List<Generation> accepted = Collections.synchronizedList(new ArrayList<>());
    try {
      for (int i = 0; i < prompts.size(); i++) {
        int prompt = i;
        accepted.add(
            model
                .engine()
                .submit(
                    options.request(prompts.get(i)),
                    event -> exchange.loop().execute(() -> sink.accept(prompt, event))));
      }
    } catch (RuntimeException e) {
      accepted.forEach(Generation::cancel);
      throw e;
    }
    exchange.onGone(() -> accepted.forEach(Generation::cancel));
    exchange.loop().execute(sink::open);
  }
}
