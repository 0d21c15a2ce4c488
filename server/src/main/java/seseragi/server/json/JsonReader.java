package seseragi.server.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON as RFC 8259 has it: UTF-8 without a byte order mark, one value, no comments, no NaN,
 * no key twice in an object. Thread-safe.
 */
public final class JsonReader {
  private static final int MAX_NAME_LENGTH = 1024;

  // The library names the methods that set its limits: nothing that a client could call.
  private static final Pattern FROM_LIBRARY = Pattern.compile(",? from `[^`]*`");

  private final JsonMapper mapper;

  /**
   * @param depth most nesting
   * @param numberLength most characters of a number
   * @param stringLength most characters of a string
   */
  public JsonReader(int depth, int numberLength, int stringLength) {
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxNestingDepth(depth)
            .maxNumberLength(numberLength)
            .maxStringLength(stringLength)
            .maxNameLength(MAX_NAME_LENGTH)
            .build();
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(limits)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    mapper =
        JsonMapper.builder(factory).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  }

  /**
   * The value that these bytes are.
   *
   * @throws MalformedJsonException if they are none, or one beyond the limits
   */
  public JsonNode read(byte[] utf8) {
    String text = decode(utf8);
    if (text.isBlank()) {
      throw new MalformedJsonException("the body is empty");
    }
    if (text.charAt(0) == '\uFEFF') {
      throw new MalformedJsonException("the body begins with a byte order mark");
    }
    try {
      return mapper.readTree(text);
    } catch (JacksonException e) {
      throw new MalformedJsonException(describe(e));
    }
  }

  private static String decode(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedJsonException("the body is not UTF-8");
    }
  }

  private static String describe(JacksonException e) {
    String what = FROM_LIBRARY.matcher(e.getOriginalMessage()).replaceAll("");
    TokenStreamLocation at = e.getLocation();
    return at == null || at.getLineNr() < 0
        ? what
        : "%s (line %d, column %d)".formatted(what, at.getLineNr(), at.getColumnNr());
  }
}
