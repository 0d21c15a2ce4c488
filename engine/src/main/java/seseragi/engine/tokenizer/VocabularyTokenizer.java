package seseragi.engine.tokenizer;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** A tokenizer of any kind: special tokens are taken out, the kind's encoder does the rest. */
final class VocabularyTokenizer implements Tokenizer {
  /** Which tokens the model wants around a text. */
  record Frame(boolean beginning, boolean end) {}

  private final Vocabulary vocabulary;
  private final TokenBytes bytes;
  private final SpecialTokens specialTokens;
  private final TextEncoder encoder;
  private final Frame frame;

  VocabularyTokenizer(Vocabulary vocabulary, TokenBytes bytes, TextEncoder encoder, Frame frame) {
    this.vocabulary = vocabulary;
    this.bytes = bytes;
    this.specialTokens = new SpecialTokens(vocabulary);
    this.encoder = encoder;
    this.frame = frame;
  }

  @Override
  public int vocabularySize() {
    return vocabulary.size();
  }

  @Override
  public int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
    return encode(List.of(new TextSegment(text, parseSpecial)), addSpecial);
  }

  @Override
  public int[] encode(List<TextSegment> segments, boolean addSpecial) {
    String text = Surrogates.repair(join(segments));
    IntList tokens = new IntList();
    if (addSpecial && frame.beginning()) {
      beginningOfText().ifPresent(tokens::add);
    }
    TextEncoder.Run run = encoder.start(text, tokens);
    int at = 0;
    boolean afterSpecial = true;
    for (SpecialTokens.Match match : specialTokens.find(text, TrustedRanges.of(segments))) {
      if (at < match.start()) {
        run.encode(at, match.start(), afterSpecial);
      }
      tokens.add(match.token());
      afterSpecial = true;
      at = match.end();
    }
    if (at < text.length()) {
      run.encode(at, text.length(), afterSpecial);
    }
    if (addSpecial && frame.end()) {
      endOfText().ifPresent(tokens::add);
    }
    return tokens.toArray();
  }

  private static String join(List<TextSegment> segments) {
    if (segments.size() == 1) {
      return segments.getFirst().text();
    }
    StringBuilder text = new StringBuilder();
    segments.forEach(segment -> text.append(segment.text()));
    return text.toString();
  }

  @Override
  public byte[] bytes(int token) {
    return bytes.of(token);
  }

  @Override
  public int copyBytes(int token, byte[] target, int at) {
    return bytes.copy(token, target, at);
  }

  @Override
  public boolean isSpecial(int token) {
    return vocabulary.type(token).isSpecial();
  }

  @Override
  public Set<Integer> endOfGeneration() {
    return vocabulary.endOfGeneration();
  }

  @Override
  public OptionalInt beginningOfText() {
    return vocabulary.role(SpecialRole.BEGINNING);
  }

  @Override
  public OptionalInt endOfText() {
    return vocabulary.role(SpecialRole.END);
  }

  @Override
  public boolean addsBeginning() {
    return frame.beginning() && beginningOfText().isPresent();
  }

  @Override
  public OptionalInt find(String tokenText) {
    return vocabulary.find(tokenText);
  }

  @Override
  public Map<String, String> specialTokenTexts() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (SpecialRole role : EnumSet.allOf(SpecialRole.class)) {
      OptionalInt token = vocabulary.role(role);
      if (token.isPresent() && role.templateName().isPresent()) {
        texts.put(role.templateName().get(), vocabulary.text(token.getAsInt()));
      }
    }
    return texts;
  }
}
