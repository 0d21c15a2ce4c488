package seseragi.engine.tokenizer;

import static seseragi.engine.tokenizer.SplitRule.skip;

/**
 * GPT-2's pattern: {@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+|
 * ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+}.
 */
final class Gpt2Rule implements SplitRule {
  @Override
  public int match(String text, int at, int end) {
    char first = text.charAt(at);
    if (first == '\'') {
      int length = Contraction.length(text, at, end, false);
      if (length > 0) {
        return at + length;
      }
    }
    int from = first == ' ' && at + 1 < end ? at + 1 : at;
    int codePoint = text.codePointAt(from);
    if (CharClass.isSpace(codePoint)) {
      return SplitRule.spaces(text, at, end);
    }
    if (CharClass.isLetter(codePoint)) {
      return skip(CharClass::isLetter, text, from, end);
    }
    if (CharClass.isNumber(codePoint)) {
      return skip(CharClass::isNumber, text, from, end);
    }
    return skip(CharClass::isOther, text, from, end);
  }
}
