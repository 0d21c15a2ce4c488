package seseragi.engine.tokenizer;

/** Turns a run of plain text, with no special token in it, into tokens. */
interface TextEncoder {
  /** A workspace for one text. */
  Run start(String text, IntList tokens);

  /** Encodes runs of one text into one list of tokens. Not thread-safe. */
  interface Run {
    /**
     * Adds the tokens of the text from {@code start} to {@code end}, exclusive.
     *
     * @param afterSpecial whether the run begins the text or follows a special token
     */
    void encode(int start, int end, boolean afterSpecial);
  }
}
