package seseragi.engine.tokenizer;

import java.util.random.RandomGenerator;

/** Texts that are hard on tokenizers: scripts, spaces, apostrophes, emoji, unpaired surrogates. */
public final class RandomText {
  private static final String[] PARTS = {
    " ",
    "  ",
    "\n",
    "\r\n",
    "\t",
    "\u00a0",
    "\u3000",
    "\u0085",
    "'s",
    "'LL",
    "'",
    "the",
    "The",
    "ABCdef",
    "\u00e9\u0301",
    "\u0416\u0437",
    "1",
    "2026",
    "\u00bd",
    "\u0663",
    "\u6f22\u5b57",
    "\u305b\u305b\u3089\u304e",
    "\ud55c\uad6d",
    "\ud83e\udd99",
    "\ud83d\udc68\u200d\ud83d\udc69",
    "\ud800",
    "\udfff",
    "!?",
    "...",
    "/",
    "$+<=>^~|`",
    "\u3002",
    "\u200b",
    "<|im_end|>",
    "<s>",
    "\u2581",
    "\u0000",
    "\u01c5",
    "\ufb01",
  };

  private RandomText() {}

  /** Up to so many parts in a row. */
  public static String draw(RandomGenerator random, int mostParts) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(mostParts + 1); i > 0; i--) {
      text.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return text.toString();
  }
}
