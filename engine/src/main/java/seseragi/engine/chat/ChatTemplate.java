package seseragi.engine.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import seseragi.engine.tokenizer.TextSegment;
import seseragi.engine.tokenizer.Tokenizer;
import seseragi.jinja.Limits;
import seseragi.jinja.Rendered;
import seseragi.jinja.Template;
import seseragi.jinja.TemplateException;
import seseragi.jinja.TemplateOptions;
import seseragi.jinja.TrustedText;

/**
 * A compiled chat template. Immutable; any number of threads may use it at once.
 *
 * <p>A control token comes only from text that the template wrote: who types {@code <|im_end|>}
 * into a message gets these characters into the prompt, whatever the template does with them.
 */
public final class ChatTemplate {
  /**
   * Roles that count as the template's own text. Templates make control tokens of them, as {@code
   * '<|' + message.role + '|>'}; the list is closed, so no sender can choose what is written.
   */
  private static final Set<String> ROLES =
      Set.of(
          "system",
          "developer",
          "user",
          "assistant",
          "tool",
          "function",
          "ipython",
          "model",
          "documents",
          "environment");

  /** No vocabulary in use has a longer token. */
  private static final int LONGEST_TOKEN = 1024;

  private static final long LEAST_OUTPUT = 1 << 16;

  private final Template template;
  private final Map<String, Object> specialTokens; // those that the tokenizer has no role for
  private final ChatOptions options;
  private final long mostCharacters;

  private ChatTemplate(
      Template template,
      Map<String, Object> specialTokens,
      ChatOptions options,
      long mostCharacters) {
    this.template = template;
    this.specialTokens = specialTokens;
    this.options = options;
    this.mostCharacters = mostCharacters;
  }

  /**
   * Compiles the Jinja text that a model brings.
   *
   * @throws ChatTemplateException if it is not a template
   */
  public static ChatTemplate compile(String source, ChatOptions options) {
    return compile(source, Map.of(), options);
  }

  static ChatTemplate compile(
      String source, Map<String, Object> specialTokens, ChatOptions options) {
    Limits limits = Limits.defaults();
    long mostCharacters =
        Math.clamp((long) options.mostTokens() * LONGEST_TOKEN, LEAST_OUTPUT, limits.outputChars());
    TemplateOptions given =
        TemplateOptions.defaults()
            .withClock(options.clock(), options.zone())
            .withListMutation(options.extensions())
            .withFromJson(options.extensions())
            .withLimits(
                new Limits(
                    limits.steps(),
                    limits.depth(),
                    mostCharacters,
                    limits.allocatedBytes(),
                    limits.sourceChars()));
    try {
      return new ChatTemplate(
          Template.compile(source, given), specialTokens, options, mostCharacters);
    } catch (TemplateException e) {
      throw new ChatTemplateException("the chat template is malformed: " + e.getMessage(), e);
    }
  }

  ContentFit contentFit() {
    return ContentFit.of(template);
  }

  /**
   * The prompt for a chat, whose messages the template gets as they are.
   *
   * @param tokenizer of the model that the template belongs to
   * @throws ChatRefusedException if the template refuses the chat
   * @throws ChatTemplateException if the template fails on it, or needs more than a template may
   * @throws PromptTooLongException if it has more tokens than the options allow
   */
  public ChatPrompt prompt(ChatInput input, Tokenizer tokenizer) {
    int most = options.mostTokens();
    if (input.messages().size() > most || input.contentLength() > mostCharacters) {
      throw new PromptTooLongException(most, most, false);
    }
    Rendered rendered = render(input, tokenizer);
    int[] tokens = tokenizer.encode(segments(rendered, input.answerSoFar()), false);
    if (needsBeginning(tokens, tokenizer)) {
      tokens = withFirst(tokenizer.beginningOfText().getAsInt(), tokens);
    }
    if (tokens.length > most) {
      throw new PromptTooLongException(tokens.length, most, true);
    }
    return new ChatPrompt(tokens, rendered.text() + input.answerSoFar());
  }

  private Rendered render(ChatInput input, Tokenizer tokenizer) {
    try {
      return template.render(variables(input, tokenizer));
    } catch (TemplateException e) {
      throw switch (e.kind()) {
        case RAISED -> new ChatRefusedException(e.detail(), e);
        case SYNTAX, FAILED ->
            new ChatTemplateException("the chat template fails: " + e.getMessage(), e);
        case STEP_LIMIT, DEPTH_LIMIT, OUTPUT_LIMIT, ALLOCATION_LIMIT, SOURCE_LIMIT ->
            new ChatTemplateException(
                "the chat template needs more than it may: " + e.getMessage(), e);
      };
    }
  }

  /** What transformers passes; of equal names the later one wins. */
  private Map<String, Object> variables(ChatInput input, Tokenizer tokenizer) {
    Map<String, Object> variables = new HashMap<>();
    specialTokens.forEach(
        (name, token) -> known(token, tokenizer).ifPresent(text -> variables.put(name, text)));
    tokenizer
        .specialTokenTexts()
        .forEach((name, text) -> variables.put(name, new TrustedText(text)));
    variables.putAll(input.templateValues());
    variables.put("messages", input.messages().stream().map(ChatTemplate::message).toList());
    variables.put("tools", input.tools().orElse(null));
    variables.put("documents", input.documents().orElse(null));
    variables.put("add_generation_prompt", input.addGenerationPrompt());
    return variables;
  }

  /** The token's text, or the texts of several; without those that the vocabulary lacks. */
  private static Optional<Object> known(Object token, Tokenizer tokenizer) {
    if (token instanceof List<?> several) {
      return Optional.of(several.stream().flatMap(one -> known(one, tokenizer).stream()).toList());
    }
    String text = token.toString();
    return tokenizer.find(text).isPresent() ? Optional.of(new TrustedText(text)) : Optional.empty();
  }

  private static Map<String, Object> message(ChatMessage message) {
    String role = message.role();
    if (!ROLES.contains(role)) {
      return message.fields();
    }
    Map<String, Object> values = new LinkedHashMap<>(message.fields());
    values.put("role", new TrustedText(role));
    return values;
  }

  private static List<TextSegment> segments(Rendered rendered, String answerSoFar) {
    List<TextSegment> segments = new ArrayList<>();
    for (Rendered.Segment segment : rendered.segments()) {
      segments.add(
          new TextSegment(
              rendered.text().substring(segment.start(), segment.end()), segment.fromTemplate()));
    }
    if (!answerSoFar.isEmpty()) {
      segments.add(new TextSegment(answerSoFar, false));
    }
    return segments;
  }

  /** Some templates write the beginning token, some leave it to the tokenizer. */
  private static boolean needsBeginning(int[] tokens, Tokenizer tokenizer) {
    OptionalInt beginning = tokenizer.beginningOfText();
    return tokenizer.addsBeginning()
        && beginning.isPresent()
        && (tokens.length == 0 || tokens[0] != beginning.getAsInt());
  }

  private static int[] withFirst(int first, int[] rest) {
    int[] tokens = new int[rest.length + 1];
    tokens[0] = first;
    System.arraycopy(rest, 0, tokens, 1, rest.length);
    return tokens;
  }
}
