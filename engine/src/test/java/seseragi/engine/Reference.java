package seseragi.engine;

import java.util.Arrays;

/** What the engine should say, computed in the simplest way: one request, all tokens each time. */
final class Reference {
  private Reference() {}

  /** Greedy text of a request of one choice, without penalties. */
  static String greedy(FakeTokenizer tokenizer, GenerationRequest request) {
    return greedy(tokenizer, request, Integer.MAX_VALUE);
  }

  /** The same where a sequence ends when it has {@code capacity} tokens. */
  static String greedy(FakeTokenizer tokenizer, GenerationRequest request, int capacity) {
    int[] tokens = request.prompt();
    int promptLength = tokens.length;
    String text = "";
    float[] logits = new float[FakeTokenizer.SIZE];
    long hash = FakeModel.EMPTY;
    for (int token : tokens) {
      hash = FakeModel.extend(hash, token);
    }
    while (tokens.length - promptLength < request.maxTokens() && tokens.length < capacity) {
      FakeModel.fill(logits, hash);
      int next = 0;
      for (int i = 1; i < logits.length; i++) {
        next = logits[i] > logits[next] ? i : next;
      }
      tokens = Arrays.copyOf(tokens, tokens.length + 1);
      tokens[tokens.length - 1] = next;
      hash = FakeModel.extend(hash, next);
      text = tokenizer.text(tokens, promptLength, tokens.length);
      for (int end = 1; end <= text.length(); end++) {
        for (String stop : longestFirst(request)) {
          if (text.substring(0, end).endsWith(stop)) {
            return text.substring(0, end - stop.length());
          }
        }
      }
      if (next == FakeTokenizer.END && !request.ignoreEndOfText()) {
        return text;
      }
    }
    return text;
  }

  private static Iterable<String> longestFirst(GenerationRequest request) {
    return request.stop().stream()
        .sorted((a, b) -> Integer.compare(b.length(), a.length()))
        .toList();
  }
}
