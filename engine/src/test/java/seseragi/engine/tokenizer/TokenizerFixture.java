package seseragi.engine.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Compares one tokenizer with its reference results and counts. */
final class TokenizerFixture {
  private static final HexFormat HEX = HexFormat.of();

  private final Tokenizer tokenizer;
  private final List<String> failures = new ArrayList<>();
  private final StringBuilder texts = new StringBuilder();
  private int cases;
  private int casesPassed;
  private int detokenizations;
  private int detokenizationsPassed;
  private String pieces = "-";
  private String piecesNoSpecial = "-";
  private String ends = "-";

  TokenizerFixture(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  List<String> failures() {
    return failures;
  }

  String row(String name) {
    return "%-18s %-11s %-9s %-7s %-9s %-6s"
        .formatted(
            name,
            casesPassed + "/" + cases,
            detokenizationsPassed + "/" + detokenizations,
            pieces,
            piecesNoSpecial,
            ends);
  }

  /** How long a megabyte takes, for the reader of the table: nothing depends on it. */
  String megabytes() {
    int size = 1 << 20;
    Random random = new Random(1);
    StringBuilder word = new StringBuilder();
    while (word.length() < size) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    String mixed = texts.toString().repeat(size / Math.max(1, texts.length()) + 1);
    return Stream.of(
            mixed.substring(0, size), word, " ".repeat(size), "\ud83e\udd99".repeat(size / 4))
        .map(text -> String.valueOf(milliseconds(text.toString())))
        .collect(Collectors.joining(", "));
  }

  private long milliseconds(String text) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 2; i++) {
      long start = System.nanoTime();
      tokenizer.encode(text, true, true);
      best = Math.min(best, System.nanoTime() - start);
    }
    return best / 1_000_000;
  }

  /** A text and its ids; the same text may be given in hexadecimal UTF-16 too. */
  void checkCase(JsonNode node) {
    cases++;
    String text = node.path("text").asString();
    texts.append(text).append('\n');
    boolean same = sameIds(node, text);
    JsonNode units = node.path("utf16");
    if (same && units.isArray()) {
      char[] chars = new char[units.size()];
      for (int i = 0; i < chars.length; i++) {
        chars[i] = (char) Integer.parseInt(units.get(i).asString(), 16);
      }
      same = sameIds(node, new String(chars));
    }
    casesPassed += same ? 1 : 0;
  }

  private boolean sameIds(JsonNode node, String text) {
    int[] expected = ids(node.path("ids"));
    int[] found =
        tokenizer.encode(
            text,
            node.path("add_special").asBoolean(false),
            node.path("parse_special").asBoolean(false));
    if (Arrays.equals(expected, found)) {
      return true;
    }
    int differ = Arrays.mismatch(expected, found);
    fail(
        "%s: %s add_special=%s parse_special=%s differs at token %d: expected %s, found %s"
            .formatted(
                node.path("tag").asString(),
                quoted(text),
                node.path("add_special"),
                node.path("parse_special"),
                differ,
                pieces(expected, differ),
                pieces(found, differ)));
    return false;
  }

  void checkDetokenization(JsonNode node) {
    detokenizations++;
    int[] ids = ids(node.path("ids"));
    boolean render = node.path("render_special").asBoolean(true);
    String hex =
        Arrays.stream(ids).mapToObj(id -> HEX.formatHex(piece(id, render))).collect(joined());
    String expectedHex =
        node.path("pieces_hex").valueStream().map(JsonNode::asString).collect(joined());
    String text = node.path("text").asString();
    StreamingDecoder decoder = new StreamingDecoder(tokenizer, !render);
    StringBuilder streamed = new StringBuilder();
    boolean right = hex.equals(expectedHex);
    for (int id : ids) {
      streamed.append(decoder.accept(id));
      right &= text.startsWith(streamed.toString());
    }
    streamed.append(decoder.flush());
    right &= streamed.toString().equals(text) && tokenizer.decode(ids, !render).equals(text);
    detokenizationsPassed += right ? 1 : 0;
    if (!right) {
      fail(
          "detok %s: expected %s %s, found %s %s"
              .formatted(
                  node.path("tag").asString(), quoted(text), expectedHex, quoted(streamed), hex));
    }
  }

  void checkIndex(JsonNode entry) {
    pieces = compare("pieces_sha256", entry, piecesSum(true));
    piecesNoSpecial = compare("pieces_nospecial_sha256", entry, piecesSum(false));
    ends = compare("eog", entry, new TreeSet<>(tokenizer.endOfGeneration()).toString());
    compare("n_tokens", entry, String.valueOf(tokenizer.vocabularySize()));
    compare("bos", entry, String.valueOf(tokenizer.beginningOfText().orElse(-1)));
    compare("eos", entry, String.valueOf(tokenizer.endOfText().orElse(-1)));
  }

  private String compare(String field, JsonNode entry, String found) {
    if (!entry.has(field)) {
      return "-";
    }
    JsonNode node = entry.path(field);
    String expected =
        node.isArray()
            ? new TreeSet<>(node.valueStream().map(JsonNode::asInt).toList()).toString()
            : node.asString();
    if (expected.equals(found)) {
      return "equal";
    }
    fail("%s: expected %s, found %s".formatted(field, expected, found));
    return "WRONG";
  }

  private String piecesSum(boolean render) {
    try {
      MessageDigest sum = MessageDigest.getInstance("SHA-256");
      ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      for (int id = 0; id < tokenizer.vocabularySize(); id++) {
        byte[] piece = piece(id, render);
        sum.update(length.putInt(0, piece.length).array());
        sum.update(piece);
      }
      return HEX.formatHex(sum.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] piece(int id, boolean render) {
    return !render && tokenizer.isSpecial(id) ? new byte[0] : tokenizer.bytes(id);
  }

  private void fail(String what) {
    failures.add(what);
  }

  private static int[] ids(JsonNode node) {
    return node.valueStream().mapToInt(JsonNode::asInt).toArray();
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joined() {
    return Collectors.joining(",");
  }

  private static String quoted(CharSequence text) {
    String escaped = text.toString().replace("\n", "\\n").replace("\r", "\\r");
    return "'" + (escaped.length() <= 200 ? escaped : escaped.substring(0, 200) + "...") + "'";
  }

  /** Some tokens around a difference. */
  private String pieces(int[] ids, int around) {
    return IntStream.range(Math.max(0, around - 2), Math.min(ids.length, around + 6))
        .mapToObj(i -> ids[i] + "=" + tokenizer.decode(new int[] {ids[i]}, false))
        .toList()
        .toString();
  }
}
