package seseragi.server.openai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import seseragi.server.json.JsonText;
import tools.jackson.databind.JsonNode;

/**
 * The members of a JSON object, each with the type that it must have. A member that is null counts
 * as absent, as with OpenAI.
 *
 * @param object whose members they are
 * @param path of the object in the request, as {@code messages[0]}; empty for the request itself
 */
record Fields(JsonNode object, String path) {
  private static final int MAX_SHOWN = 60;

  /** The members of a request. */
  static Fields of(JsonNode body) {
    return of(body, "");
  }

  static Fields of(JsonNode node, String path) {
    if (!node.isObject()) {
      throw BadRequestException.invalid(
          path.isEmpty() ? "the body" : path, shown(node), "a JSON object");
    }
    return new Fields(node, path);
  }

  /** The full name of a member. */
  String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The member, if it is there and not null. */
  Optional<JsonNode> at(String name) {
    return object.optional(name).filter(node -> !node.isNull());
  }

  Optional<String> string(String name) {
    return at(name)
        .map(
            node -> {
              require(node.isString(), name, node, "a string");
              return JsonText.wellFormed(node.stringValue());
            });
  }

  boolean bool(String name, boolean otherwise) {
    return at(name)
        .map(
            node -> {
              require(node.isBoolean(), name, node, "true or false");
              return node.booleanValue();
            })
        .orElse(otherwise);
  }

  OptionalInt integer(String name, int min, int max) {
    Optional<JsonNode> node = at(name);
    if (node.isEmpty()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(integer(node.get(), pathOf(name), min, max));
  }

  static int integer(JsonNode node, String path, int min, int max) {
    boolean fits = node.isNumber() && node.canConvertToExactIntegral() && node.canConvertToInt();
    if (!fits || node.intValue() < min || node.intValue() > max) {
      throw BadRequestException.invalid(
          path,
          shown(node),
          max == Integer.MAX_VALUE
              ? "a whole number, %d or more".formatted(min)
              : "a whole number from %d to %d".formatted(min, max));
    }
    return node.intValue();
  }

  /** Any whole number; those beyond 64 bits are cut to their lowest. */
  OptionalLong anyInteger(String name) {
    Optional<JsonNode> node = at(name);
    if (node.isEmpty()) {
      return OptionalLong.empty();
    }
    require(node.get().isIntegralNumber(), name, node.get(), "a whole number");
    return OptionalLong.of(node.get().bigIntegerValue().longValue());
  }

  /** A number; the range is checked by whoever takes it. */
  OptionalDouble number(String name) {
    Optional<JsonNode> node = at(name);
    if (node.isEmpty()) {
      return OptionalDouble.empty();
    }
    require(
        node.get().isNumber() && Double.isFinite(node.get().doubleValue()),
        name,
        node.get(),
        "a number");
    return OptionalDouble.of(node.get().doubleValue());
  }

  float number(String name, float otherwise) {
    return (float) number(name).orElse(otherwise);
  }

  /** The elements of an array, at most {@code limit}. */
  Optional<List<JsonNode>> array(String name, int limit) {
    return at(name)
        .map(
            node -> {
              require(node.isArray(), name, node, "an array");
              if (node.size() > limit) {
                throw BadRequestException.invalid(
                    pathOf(name), "an array of " + node.size(), "at most " + limit);
              }
              List<JsonNode> elements = new ArrayList<>(node.size());
              node.forEach(elements::add);
              return elements;
            });
  }

  Optional<Fields> fields(String name) {
    return at(name).map(node -> of(node, pathOf(name)));
  }

  /** The member as plain values: null, strings, numbers, booleans, lists, maps in their order. */
  Map<String, Object> plainValues(String name) {
    return fields(name).map(Fields::plainValues).orElse(Map.of());
  }

  /** All members as plain values. */
  Map<String, Object> plainValues() {
    return plainMap(object);
  }

  private static Map<String, Object> plainMap(JsonNode object) {
    Map<String, Object> map = new LinkedHashMap<>();
    object.forEachEntry((key, value) -> map.put(JsonText.wellFormed(key), plain(value)));
    return map;
  }

  private static Object plain(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> plainMap(node);
      case ARRAY -> {
        List<Object> list = new ArrayList<>(node.size());
        node.forEach(element -> list.add(plain(element)));
        yield list;
      }
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> // 1.0 stays apart from 1
          node.isIntegralNumber() ? (Object) node.bigIntegerValue() : (Object) node.doubleValue();
      case STRING -> JsonText.wellFormed(node.stringValue());
      case NULL, MISSING, BINARY, POJO -> null;
    };
  }

  private void require(boolean valid, String name, JsonNode node, String expected) {
    if (!valid) {
      throw BadRequestException.invalid(pathOf(name), shown(node), expected);
    }
  }

  /** A value for an error message: short. */
  static String shown(JsonNode node) {
    if (node.isArray()) {
      return "an array";
    }
    if (node.isObject()) {
      return "an object";
    }
    String text = JsonText.wellFormed(node.toString());
    return text.length() <= MAX_SHOWN
        ? text
        : JsonText.wellFormed(text.substring(0, MAX_SHOWN)) + "...";
  }
}
