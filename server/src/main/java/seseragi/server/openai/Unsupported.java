package seseragi.server.openai;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * A parameter of OpenAI's that would change the answer and is not supported: refused by name, since
 * an answer that silently lacks what was asked for is worse than none. Parameters that change
 * nothing in the answer ({@code user}, {@code metadata}, {@code parallel_tool_calls} and the like)
 * pass, and so does everything that OpenAI does not know.
 *
 * @param field its name
 * @param harmless values that ask for nothing
 */
record Unsupported(String field, Predicate<JsonNode> harmless) {
  private static final List<Unsupported> ALL =
      List.of(
          new Unsupported("tools", JsonNode::isEmpty),
          new Unsupported("tool_choice", Unsupported::isNone),
          new Unsupported("functions", JsonNode::isEmpty),
          new Unsupported("function_call", Unsupported::isNone),
          new Unsupported("response_format", Unsupported::isTextFormat),
          new Unsupported("modalities", Unsupported::isTextOnly),
          new Unsupported("audio", node -> false),
          new Unsupported("prediction", node -> false),
          new Unsupported("web_search_options", node -> false),
          new Unsupported("reasoning_effort", Unsupported::isNone),
          new Unsupported("verbosity", node -> false),
          new Unsupported("store", node -> node.isBoolean() && !node.booleanValue()),
          new Unsupported("service_tier", Unsupported::isAnyTier),
          new Unsupported("suffix", node -> node.isString() && node.stringValue().isEmpty()));

  /** Refuses a request that asks for any of these. */
  static void check(Fields request) {
    for (Unsupported one : ALL) {
      if (request.at(one.field).filter(node -> !one.harmless.test(node)).isPresent()) {
        throw BadRequestException.unsupported(one.field, "leave it out");
      }
    }
  }

  private static boolean isNone(JsonNode node) {
    return node.stringValue("").equals("none");
  }

  private static boolean isTextFormat(JsonNode node) {
    return node.path("type").stringValue("").equals("text");
  }

  private static boolean isTextOnly(JsonNode node) {
    return node.isArray() && node.size() == 1 && node.get(0).stringValue("").equals("text");
  }

  private static boolean isAnyTier(JsonNode node) {
    return Set.of("auto", "default").contains(node.stringValue(""));
  }
}
