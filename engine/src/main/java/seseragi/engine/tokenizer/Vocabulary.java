package seseragi.engine.tokenizer;

import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import seseragi.engine.gguf.GgufMetadata;

/**
 * The tokens of a model file: their texts, what each is for, and which of them play a part. What
 * the file says is checked here; immutable afterwards.
 */
final class Vocabulary {
  static final String TOKENS = "tokenizer.ggml.tokens";
  private static final String TYPES = "tokenizer.ggml.token_type";
  private static final int LONGEST_TOKEN = 1 << 16;

  private final String[] texts;
  private final TokenType[] types;
  private final Map<String, Integer> ids;
  private final Map<SpecialRole, Integer> roles;
  private final Set<Integer> endOfGeneration;
  private final BitSet takesSpaces;

  private Vocabulary(
      String[] texts,
      TokenType[] types,
      Map<String, Integer> ids,
      Map<SpecialRole, Integer> roles,
      Set<Integer> endOfGeneration,
      BitSet takesSpaces) {
    this.texts = texts;
    this.types = types;
    this.ids = ids;
    this.roles = roles;
    this.endOfGeneration = endOfGeneration;
    this.takesSpaces = takesSpaces;
  }

  /**
   * Reads and checks the vocabulary of a file.
   *
   * @param otherwise ids of the kind of tokenizer, for parts that the file does not name
   */
  static Vocabulary read(GgufMetadata metadata, Map<SpecialRole, Integer> otherwise) {
    String[] texts = texts(metadata);
    TokenType[] types = types(metadata, texts.length);
    Map<String, Integer> ids = HashMap.newHashMap(texts.length);
    for (int token = 0; token < texts.length; token++) {
      ids.put(texts[token], token); // of two equal texts the last counts, as in llama.cpp
    }
    Map<SpecialRole, Integer> roles = roles(metadata, otherwise, texts.length);
    Set<Integer> ends = new TreeSet<>();
    roles.forEach((role, token) -> addIf(role.endsGeneration(), token, ends));
    for (SpecialRole role : SpecialRole.values()) {
      for (String text : role.texts()) {
        Integer token = ids.get(text);
        if (token != null) {
          types[token] = TokenType.CONTROL;
          addIf(role.endsGeneration(), token, ends);
        }
      }
    }
    refuseLongSpecialTokens(metadata, texts, types);
    BitSet takesSpaces = Phi3.takesSpaces(metadata, texts, types);
    return new Vocabulary(texts, types, ids, roles, Set.copyOf(ends), takesSpaces);
  }

  private static void addIf(boolean wanted, int token, Set<Integer> tokens) {
    if (wanted) {
      tokens.add(token);
    }
  }

  private static String[] texts(GgufMetadata metadata) {
    String[] texts = metadata.strings(TOKENS).toArray(String[]::new);
    if (texts.length == 0) {
      throw metadata.refuse(TOKENS, "the vocabulary is empty");
    }
    for (int token = 0; token < texts.length; token++) {
      if (texts[token].length() > LONGEST_TOKEN) {
        throw metadata.refuse(
            TOKENS,
            "token %d has %d characters, at most %d"
                .formatted(token, texts[token].length(), LONGEST_TOKEN));
      }
    }
    return texts;
  }

  private static TokenType[] types(GgufMetadata metadata, int size) {
    TokenType[] types = new TokenType[size];
    if (!metadata.has(TYPES)) {
      Arrays.fill(types, TokenType.NORMAL);
      return types;
    }
    long[] codes = metadata.integers(TYPES);
    requireSize(metadata, TYPES, codes.length, size);
    for (int token = 0; token < size; token++) {
      if (!TokenType.isCode(codes[token])) {
        throw metadata.refuse(
            TYPES, "token %d is of type %d, expected 0 to 6".formatted(token, codes[token]));
      }
      types[token] = TokenType.of((int) codes[token]);
    }
    return types;
  }

  /** An array beside the tokens must have one element for each. */
  static void requireSize(GgufMetadata metadata, String key, int found, int tokens) {
    if (found != tokens) {
      throw metadata.refuse(
          key, "the array has %d elements, but there are %d tokens".formatted(found, tokens));
    }
  }

  private static Map<SpecialRole, Integer> roles(
      GgufMetadata metadata, Map<SpecialRole, Integer> otherwise, int size) {
    Map<SpecialRole, Integer> roles = new EnumMap<>(SpecialRole.class);
    otherwise.forEach((role, token) -> putIf(token < size, role, token, roles));
    for (SpecialRole role : SpecialRole.values()) {
      if (!metadata.has(role.key())) {
        continue;
      }
      long token = metadata.integer(role.key());
      if (token == 0xffff_ffffL || token == -1) { // how converters write "none"
        roles.remove(role);
      } else if (token < 0 || token >= size) {
        throw metadata.refuse(
            role.key(), "the value is %d, but tokens are 0 to %d".formatted(token, size - 1));
      } else {
        roles.put(role, (int) token);
      }
    }
    return roles;
  }

  private static void putIf(
      boolean wanted, SpecialRole role, int token, Map<SpecialRole, Integer> roles) {
    if (wanted) {
      roles.put(role, token);
    }
  }

  private static void refuseLongSpecialTokens(
      GgufMetadata metadata, String[] texts, TokenType[] types) {
    for (int token = 0; token < texts.length; token++) {
      if (isTakenWhole(texts[token], types[token])
          && texts[token].length() > SpecialTokens.LONGEST) {
        throw metadata.refuse(
            TOKENS,
            "token %d of type %s has %d characters, at most %d"
                .formatted(token, types[token], texts[token].length(), SpecialTokens.LONGEST));
      }
    }
  }

  int size() {
    return texts.length;
  }

  String text(int token) {
    return texts[token];
  }

  TokenType type(int token) {
    return types[token];
  }

  /** The token with exactly this text. */
  OptionalInt find(String text) {
    Integer token = ids.get(text);
    return token == null ? OptionalInt.empty() : OptionalInt.of(token);
  }

  /**
   * The token that plain text may become if it reads so, or -1. Never one that is structure:
   * otherwise merges could make a control token out of what a user typed.
   */
  int findPlain(String text) {
    Integer token = ids.get(text);
    return token == null || types[token].isSpecial() || types[token] == TokenType.BYTE ? -1 : token;
  }

  OptionalInt role(SpecialRole role) {
    Integer token = roles.get(role);
    return token == null ? OptionalInt.empty() : OptionalInt.of(token);
  }

  Set<Integer> endOfGeneration() {
    return endOfGeneration;
  }

  /** Whether the token's text is taken out of a text before that is split. */
  boolean isTakenWhole(int token) {
    return isTakenWhole(texts[token], types[token]);
  }

  private static boolean isTakenWhole(String text, TokenType type) {
    return (type.isSpecial() || type == TokenType.USER_DEFINED) && !text.isEmpty();
  }

  /** Whether the spaces after this token belong to it. */
  boolean takesSpacesOnItsRight(int token) {
    return takesSpaces.get(token);
  }
}
