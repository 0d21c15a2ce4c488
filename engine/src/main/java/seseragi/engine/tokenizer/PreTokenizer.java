package seseragi.engine.tokenizer;

import java.util.List;
import java.util.Optional;

/**
 * Cuts text into the words inside which byte-level BPE merges, by the rules that {@code
 * tokenizer.ggml.pre} names. Linear in the text. The names and which of them mean the same are
 * those of llama.cpp; the rules are the published patterns of the models.
 *
 * @param steps passes one after the other, each inside the parts of the one before
 * @param ignoreMerges a word that is a token as a whole is that token, whatever the merges say
 * @param addBeginning whether the beginning token is put before a text if the file does not say
 */
record PreTokenizer(List<SplitStep> steps, boolean ignoreMerges, boolean addBeginning) {
  private static final SplitStep GPT2 = SplitStep.each(new Gpt2Rule());
  private static final SplitStep LINE_ENDS = SplitStep.each(SplitRule.single(CharClass::isLineEnd));
  private static final SplitStep SINGLE_NUMBERS =
      SplitStep.each(SplitRule.single(CharClass::isNumber));
  private static final SplitStep NUMBERS = SplitStep.each(SplitRule.run(CharClass::isNumber));
  private static final SplitStep THREE_DIGITS = SplitStep.each(SplitRule::threeDigits);
  private static final SplitStep CJK = SplitStep.each(SplitRule.run(DeepSeekClasses::isCjk));

  PreTokenizer {
    steps = List.copyOf(steps);
  }

  /** The rules of a name, or empty if the name is not known. */
  static Optional<PreTokenizer> named(String name) {
    return switch (name) {
      case "default" -> plain(punctuationAnd("$+<=>^~|"), GPT2, NUMBERS, THREE_DIGITS);
      case "llama-bpe",
          "llama3",
          "llama-v3",
          "falcon3",
          "falcon-h1",
          "pixtral",
          "midm-2.0",
          "lfm2" ->
          wholeWords(new Llama3Rule(3));
      case "dbrx", "smaug-bpe" -> plain(SplitStep.each(new Llama3Rule(3)));
      case "qwen2", "deepseek-r1-qwen", "kormo", "stablelm2", "megrez" ->
          plain(SplitStep.each(new Llama3Rule(1)));
      case "tekken" -> wholeWords(new TekkenRule());
      case "gpt-2", "phi-2", "mpt", "olmo", "gigachat", "a.x-4.0", "mellum" -> plain(GPT2);
      case "starcoder", "refact", "command-r", "smollm", "codeshell", "exaone", "minerva-7b" ->
          plain(SINGLE_NUMBERS, GPT2);
      case "falcon" -> plain(punctuationAnd("$+<=>^~|`"), GPT2, THREE_DIGITS);
      case "deepseek-coder" ->
          plain(
              LINE_ENDS,
              SplitStep.each(SplitRule.spacedRun(CharClass::isLetter)),
              SplitStep.each(SplitRule.spacedRun(CharClass::isPunctuation)),
              CJK,
              SINGLE_NUMBERS);
      case "deepseek-llm" ->
          plain(
              LINE_ENDS,
              SplitStep.each(SplitRule.spacedRun(DeepSeekClasses::isCasedLetter)),
              SplitStep.each(SplitRule.spacedRun(DeepSeekClasses::isPunctuation)),
              SplitStep::trailingSpaces,
              CJK,
              NUMBERS);
      default -> Optional.empty();
    };
  }

  /**
   * The words of a part of a text.
   *
   * @param ends takes the end of every word, in order
   * @param spare is overwritten
   */
  void split(String text, int start, int end, IntList ends, IntList spare) {
    IntList parts = ends;
    IntList finer = spare;
    parts.clear();
    parts.add(end);
    for (SplitStep step : steps) {
      finer.clear();
      int from = start;
      for (int i = 0; i < parts.size(); i++) {
        step.split(text, from, parts.get(i), finer);
        from = parts.get(i);
      }
      IntList coarser = parts;
      parts = finer;
      finer = coarser;
    }
    if (parts != ends) {
      ends.copyFrom(parts);
    }
  }

  private static Optional<PreTokenizer> plain(SplitStep... steps) {
    return Optional.of(new PreTokenizer(List.of(steps), false, false));
  }

  private static Optional<PreTokenizer> wholeWords(SplitRule rule) {
    return Optional.of(new PreTokenizer(List.of(SplitStep.each(rule)), true, true));
  }

  /** {@code [\p{P}...]+}. */
  private static SplitStep punctuationAnd(String symbols) {
    return SplitStep.each(
        SplitRule.run(c -> CharClass.isPunctuation(c) || symbols.indexOf(c) >= 0));
  }
}
