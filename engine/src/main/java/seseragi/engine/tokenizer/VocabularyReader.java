package seseragi.engine.tokenizer;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import seseragi.engine.gguf.GgufMetadata;
import seseragi.engine.gguf.ModelFormatException;

/** Reads the vocabulary of a model file and checks what the file says of it. */
final class VocabularyReader {
  static final String TOKENS = "tokenizer.ggml.tokens";
  private static final String TYPES = "tokenizer.ggml.token_type";
  private static final int LONGEST_TOKEN = 1 << 16;

  /** Largest in use: 262,144 tokens. */
  private static final int MOST_TOKENS = 1 << 22;

  /** Largest in use: Gemma 3 with some 6,000 special tokens of about 12 characters. */
  private static final long MOST_SPECIAL_CHARACTERS = 1 << 22;

  private final GgufMetadata metadata;
  private final String[] texts;
  private final TokenType[] types;
  private final Map<String, Integer> ids;

  private VocabularyReader(GgufMetadata metadata) {
    this.metadata = metadata;
    this.texts = texts(metadata);
    this.types = types(metadata, texts.length);
    this.ids = HashMap.newHashMap(texts.length);
    for (int token = 0; token < texts.length; token++) {
      ids.put(texts[token], token); // of two equal texts the last counts, as in llama.cpp
    }
  }

  /**
   * The vocabulary of a file.
   *
   * @param otherwise ids of the kind of tokenizer, for parts that the file does not name
   * @throws ModelFormatException if it contradicts itself
   */
  static Vocabulary read(GgufMetadata metadata, Map<SpecialRole, Integer> otherwise) {
    VocabularyReader reader = new VocabularyReader(metadata);
    Map<SpecialRole, Integer> roles = reader.roles(otherwise);
    Set<Integer> ends = new TreeSet<>();
    roles.forEach((role, token) -> addIf(role.endsGeneration(), token, ends));
    reader.findRolesByText(ends);
    reader.refuseLongSpecialTokens();
    return new Vocabulary(
        reader.texts,
        reader.types,
        reader.ids,
        roles,
        ends,
        Phi3.takesSpaces(metadata, reader.texts, reader.types));
  }

  /** An array beside the tokens must have one element for each. */
  static void requireSize(GgufMetadata metadata, String key, int found, int tokens) {
    if (found != tokens) {
      throw metadata.refuse(
          key, "the array has %d elements, but there are %d tokens".formatted(found, tokens));
    }
  }

  private static String[] texts(GgufMetadata metadata) {
    List<String> tokens = metadata.strings(TOKENS);
    if (tokens.isEmpty() || tokens.size() > MOST_TOKENS) {
      throw metadata.refuse(
          TOKENS,
          "the vocabulary has %d tokens, expected 1 to %d".formatted(tokens.size(), MOST_TOKENS));
    }
    String[] texts = tokens.toArray(String[]::new);
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

  private Map<SpecialRole, Integer> roles(Map<SpecialRole, Integer> otherwise) {
    Map<SpecialRole, Integer> roles = new EnumMap<>(SpecialRole.class);
    otherwise.forEach(
        (role, token) -> {
          if (token < texts.length) {
            roles.put(role, token);
          }
        });
    for (SpecialRole role : SpecialRole.values()) {
      if (!metadata.has(role.key())) {
        continue;
      }
      long token = metadata.integer(role.key());
      if (token == 0xffff_ffffL || token == -1) { // how converters write "none"
        roles.remove(role);
      } else if (token < 0 || token >= texts.length) {
        throw metadata.refuse(
            role.key(),
            "the value is %d, but tokens are 0 to %d".formatted(token, texts.length - 1));
      } else {
        roles.put(role, (int) token);
      }
    }
    return roles;
  }

  /** A token that reads as a control token is one, even if the file forgot to say so. */
  private void findRolesByText(Set<Integer> ends) {
    for (SpecialRole role : SpecialRole.values()) {
      for (String text : role.texts()) {
        Integer token = ids.get(text);
        if (token != null) {
          types[token] = TokenType.CONTROL;
          addIf(role.endsGeneration(), token, ends);
        }
      }
    }
  }

  private static void addIf(boolean wanted, int token, Set<Integer> tokens) {
    if (wanted) {
      tokens.add(token);
    }
  }

  private void refuseLongSpecialTokens() {
    long characters = 0;
    for (int token = 0; token < texts.length; token++) {
      if (!types[token].isTakenWhole()) {
        continue;
      }
      int length = texts[token].length();
      if (length > SpecialTokens.LONGEST) {
        throw metadata.refuse(
            TOKENS,
            "token %d of type %s has %d characters, at most %d"
                .formatted(token, types[token], length, SpecialTokens.LONGEST));
      }
      characters += length;
    }
    if (characters > MOST_SPECIAL_CHARACTERS) {
      throw metadata.refuse(
          TOKENS,
          "the special tokens have %d characters together, at most %d"
              .formatted(characters, MOST_SPECIAL_CHARACTERS));
    }
  }
}
