package seseragi.engine.tokenizer;

/**
 * What a token is for, in the order of the codes of {@code tokenizer.ggml.token_type} (GGUF
 * specification, "Tokenizer").
 */
enum TokenType {
  /** Not said by the file; gives no text. */
  UNDEFINED,
  NORMAL,
  /** Stands for what the vocabulary cannot express. */
  UNKNOWN,
  /** Structure, never text: {@code <|im_end|>}. */
  CONTROL,
  /** A literal text that is one token wherever it occurs. */
  USER_DEFINED,
  /** Padding of the vocabulary; gives no text. */
  UNUSED,
  /** One byte, written {@code <0x0A>}. */
  BYTE;

  private static final TokenType[] BY_CODE = values();

  static boolean isCode(long code) {
    return code >= 0 && code < BY_CODE.length;
  }

  static TokenType of(int code) {
    return BY_CODE[code];
  }

  /** Only special tokens are left out when special tokens are not rendered. */
  boolean isSpecial() {
    return this == CONTROL || this == UNKNOWN;
  }

  /** Whether the token's text is looked for as it is, before a text is split. */
  boolean isTakenWhole() {
    return isSpecial() || this == USER_DEFINED;
  }
}
