package seseragi.server.openai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import seseragi.engine.GenerationRequest;
import seseragi.engine.chat.ChatInput;
import seseragi.engine.chat.ChatMessage;
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

  /** Only what makes the prompt of an answer: this server reads no tool calls out of answers. */
  private ChatInput chat(Fields request) {
    return input(request, messages(request, ChatParser::message), Optional.empty());
  }

  /** What makes a prompt, for whoever wants to see it: also tools, and messages with any fields. */
  ChatInput forTemplate(Fields request) {
    return input(request, messages(request, ChatParser::anyMessage), objects(request, "tools"));
  }

  private ChatInput input(
      Fields request, List<ChatMessage> messages, Optional<List<Map<String, Object>>> tools) {
    ChatInput input =
        new ChatInput(
            messages,
            tools,
            objects(request, "documents"),
            request.bool("add_generation_prompt", true),
            request.plainValues("chat_template_kwargs"));
    return request.bool("continue_final_message", false) ? continued(input) : input;
  }

  private static ChatInput continued(ChatInput input) {
    try {
      return input.continuingLast();
    } catch (IllegalArgumentException e) {
      throw BadRequestException.invalid(
          "continue_final_message",
          "true",
          "a text of the assistant's as the last of several messages");
    }
  }

  private Optional<List<Map<String, Object>>> objects(Fields request, String name) {
    return request
        .array(name, limits.messages())
        .filter(list -> !list.isEmpty())
        .map(list -> plain(list, name));
  }

  private static List<Map<String, Object>> plain(List<JsonNode> nodes, String name) {
    List<Map<String, Object>> objects = new ArrayList<>(nodes.size());
    for (int i = 0; i < nodes.size(); i++) {
      objects.add(Fields.of(nodes.get(i), name + "[" + i + "]").plainValues());
    }
    return objects;
  }

  private int logprobs(Fields request) {
    boolean wanted = request.bool("logprobs", false);
    OptionalInt top = request.integer("top_logprobs", 0, limits.logprobs());
    if (top.isPresent() && !wanted) {
      throw BadRequestException.invalid("top_logprobs", "set", "\"logprobs\": true with it");
    }
    return wanted ? top.orElse(0) : -1;
  }

  private List<ChatMessage> messages(Fields request, Function<Fields, ChatMessage> message) {
    List<JsonNode> nodes =
        request
            .array("messages", limits.messages())
            .filter(list -> !list.isEmpty())
            .orElseThrow(
                () -> BadRequestException.invalid("messages", "missing", "at least one message"));
    List<ChatMessage> messages = new ArrayList<>(nodes.size());
    for (int i = 0; i < nodes.size(); i++) {
      messages.add(message.apply(Fields.of(nodes.get(i), "messages[" + i + "]")));
    }
    long characters = messages.stream().mapToLong(ChatMessage::contentLength).sum();
    if (characters > limits.promptCharacters()) {
      throw BadRequestException.invalid(
          "messages", characters + " characters", "at most " + limits.promptCharacters());
    }
    return messages;
  }

  private static ChatMessage message(Fields message) {
    for (String field : List.of("tool_calls", "function_call", "tool_call_id", "audio")) {
      if (message.at(field).filter(node -> !node.isEmpty() || node.isValueNode()).isPresent()) {
        throw BadRequestException.unsupported(message.pathOf(field), "leave it out");
      }
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("role", role(message));
    fields.put("content", content(message));
    Optional<String> name = message.string("name");
    if (name.filter(n -> n.length() > MAX_NAME).isPresent()) {
      throw BadRequestException.invalid(
          message.pathOf("name"), "longer than that", "at most " + MAX_NAME + " characters");
    }
    name.ifPresent(text -> fields.put("name", text));
    message.string("reasoning_content").ifPresent(text -> fields.put("reasoning_content", text));
    return new ChatMessage(fields);
  }

  private static ChatMessage anyMessage(Fields message) {
    Map<String, Object> fields = message.plainValues();
    fields.computeIfPresent("role", (name, role) -> role.equals("developer") ? "system" : role);
    try {
      return new ChatMessage(fields);
    } catch (IllegalArgumentException e) {
      String expected = e.getMessage().replaceFirst("expected ", "");
      throw BadRequestException.invalid(message.path(), "not a message", expected);
    }
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

  /** A text, or a list of text parts as they were sent. */
  private static Object content(Fields message) {
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
    List<Map<String, Object>> parts = new ArrayList<>(content.size());
    for (int i = 0; i < content.size(); i++) {
      Fields part = Fields.of(content.get(i), message.pathOf("content[" + i + "]"));
      check(part);
      parts.add(part.plainValues());
    }
    return parts;
  }

  private static void check(Fields part) {
    String type = part.string("type").orElse("");
    if (!type.equals("text")) {
      throw BadRequestException.unsupported(
          part.pathOf("type") + " = " + type, "this model reads text parts only");
    }
    if (part.string("text").isEmpty()) {
      throw BadRequestException.invalid(part.pathOf("text"), "missing", "a string");
    }
  }
}
