package seseragi.server.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import seseragi.engine.GenerationRequest;
import seseragi.server.json.JsonText;
import seseragi.server.serving.ChatPrompts.Chat;
import seseragi.server.serving.ChatPrompts.Message;
import tools.jackson.databind.JsonNode;

/** Reads chats: {@code messages} and what goes with them. */
final class ChatParser {
  private static final Set<String> ROLES = Set.of("system", "user", "assistant");
  private static final int MAX_NAME = 64;

  private final RequestLimits limits;
  private final OptionsParser options;

  ChatParser(RequestLimits limits) {
    this.limits = limits;
    options = new OptionsParser(limits);
  }

  /** A request for an answer. */
  ChatRequest parse(JsonNode body) {
    Fields request = Fields.of(body);
    AnswerOptions answer = options.parse(request, logprobs(request), GenerationRequest.UNLIMITED);
    return new ChatRequest(chat(request), answer);
  }

  /** Only what makes the prompt. */
  Chat chat(Fields request) {
    List<Message> messages = messages(request);
    Map<String, Object> values = request.plainValues("chat_template_kwargs");
    boolean answers = request.bool("add_generation_prompt", true);
    if (!request.bool("continue_final_message", false)) {
      return new Chat(messages, answers, values);
    }
    Message last = messages.getLast();
    if (!last.role().equals("assistant") || messages.size() == 1) {
      throw BadRequestException.invalid(
          "continue_final_message",
          "true",
          "the last of several messages to be the assistant's, whose text is continued");
    }
    return new Chat(messages.subList(0, messages.size() - 1), true, last.content(), values);
  }

  private int logprobs(Fields request) {
    boolean wanted = request.bool("logprobs", false);
    OptionalInt top = request.integer("top_logprobs", 0, limits.logprobs());
    if (top.isPresent() && !wanted) {
      throw BadRequestException.invalid("top_logprobs", "set", "\"logprobs\": true with it");
    }
    return wanted ? top.orElse(0) : -1;
  }

  private List<Message> messages(Fields request) {
    List<JsonNode> nodes =
        request
            .array("messages", limits.messages())
            .filter(list -> !list.isEmpty())
            .orElseThrow(
                () -> BadRequestException.invalid("messages", "missing", "at least one message"));
    List<Message> messages = new ArrayList<>(nodes.size());
    long characters = 0;
    for (int i = 0; i < nodes.size(); i++) {
      Message message = message(Fields.of(nodes.get(i), "messages[" + i + "]"));
      messages.add(message);
      characters += message.content().length();
    }
    if (characters > limits.promptCharacters()) {
      throw BadRequestException.invalid(
          "messages", characters + " characters", "at most " + limits.promptCharacters());
    }
    return messages;
  }

  private static Message message(Fields message) {
    for (String field : List.of("tool_calls", "function_call", "tool_call_id", "audio")) {
      if (message.at(field).filter(node -> !node.isEmpty() || node.isValueNode()).isPresent()) {
        throw BadRequestException.unsupported(message.pathOf(field), "leave it out");
      }
    }
    Optional<String> name = message.string("name");
    if (name.filter(n -> n.length() > MAX_NAME).isPresent()) {
      throw BadRequestException.invalid(
          message.pathOf("name"), "longer than that", "at most " + MAX_NAME + " characters");
    }
    return new Message(role(message), content(message), name);
  }

  private static String role(Fields message) {
    String role = message.string("role").orElse("");
    if (role.equals("tool") || role.equals("function")) {
      throw BadRequestException.unsupported(
          message.pathOf("role") + " = " + role, "send system, user and assistant messages");
    }
    String known = role.equals("developer") ? "system" : role; // OpenAI's newer name for it
    if (!ROLES.contains(known)) {
      throw BadRequestException.invalid(
          message.pathOf("role"),
          message.at("role").map(Fields::shown).orElse("missing"),
          "system, developer, user or assistant");
    }
    return known;
  }

  private static String content(Fields message) {
    JsonNode content =
        message
            .at("content")
            .orElseThrow(
                () ->
                    BadRequestException.invalid(
                        message.pathOf("content"), "missing", "a string, or text parts"));
    if (!content.isArray()) {
      return message.string("content").orElseThrow();
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < content.size(); i++) {
      text.append(i == 0 ? "" : "\n");
      text.append(part(Fields.of(content.get(i), message.pathOf("content[" + i + "]"))));
    }
    return JsonText.wellFormed(text.toString());
  }

  private static String part(Fields part) {
    String type = part.string("type").orElse("");
    if (!type.equals("text")) {
      throw BadRequestException.unsupported(
          part.pathOf("type") + " = " + type, "this model reads text parts only");
    }
    return part.string("text")
        .orElseThrow(() -> BadRequestException.invalid(part.pathOf("text"), "missing", "a string"));
  }
}
