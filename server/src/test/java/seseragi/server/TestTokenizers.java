package seseragi.server;

import seseragi.engine.tokenizer.Tokenizer;

/** Tokenizers for tests in other rooms. */
public final class TestTokenizers {
  private TestTokenizers() {}

  /** A token for each byte. */
  public static Tokenizer bytes() {
    return new ByteTokenizer();
  }
}
