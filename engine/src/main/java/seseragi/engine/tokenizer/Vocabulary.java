package seseragi.engine.tokenizer;

import java.util.BitSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The tokens of a model: their texts, what each is for, and which of them play a part. Immutable;
 * checked by {@link VocabularyReader}.
 */
final class Vocabulary {
  private final String[] texts;
  private final TokenType[] types;
  private final Map<String, Integer> ids;
  private final Map<SpecialRole, Integer> roles;
  private final Set<Integer> endOfGeneration;
  private final BitSet takesSpaces;

  /** Owns what it is given. */
  Vocabulary(
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
    this.endOfGeneration = Set.copyOf(endOfGeneration);
    this.takesSpaces = takesSpaces;
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
    return types[token].isTakenWhole() && !texts[token].isEmpty();
  }

  /** Whether the spaces after this token belong to it. */
  boolean takesSpacesOnItsRight(int token) {
    return takesSpaces.get(token);
  }
}
