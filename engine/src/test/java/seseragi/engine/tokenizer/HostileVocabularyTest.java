package seseragi.engine.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import seseragi.engine.gguf.ModelFormatException;

class HostileVocabularyTest {
  private static void refused(TinyTokenizer tiny, String key, String reason) {
    ModelFormatException refusal = assertThrows(ModelFormatException.class, tiny::read);
    assertEquals(key, refusal.key());
    assertTrue(refusal.reason().contains(reason), refusal::getMessage);
  }

  private static TinyTokenizer spm() {
    return TinyTokenizer.spm().fill();
  }

  private static TinyTokenizer bpe() {
    return TinyTokenizer.bpe("gpt-2").merge("a b").fill();
  }

  @Test
  void anUnknownKindIsRefusedByName() {
    TinyTokenizer tiny = bpe();
    tiny.file.string("tokenizer.ggml.model", "rwkv");
    refused(tiny, "tokenizer.ggml.model", "'rwkv'");
  }

  @Test
  void anUnknownPreTokenizerIsRefusedByName() {
    TinyTokenizer tiny = bpe();
    tiny.file.string("tokenizer.ggml.pre", "viking");
    refused(tiny, "tokenizer.ggml.pre", "'viking'");
  }

  @Test
  void anEmptyVocabularyIsRefused() {
    TinyTokenizer tiny = bpe();
    tiny.file.strings("tokenizer.ggml.tokens", List.of());
    refused(tiny, "tokenizer.ggml.tokens", "has 0 tokens");
  }

  @Test
  void fewerScoresThanTokensAreRefused() {
    TinyTokenizer tiny = spm();
    tiny.file.float32s("tokenizer.ggml.scores", 1, 2, 3);
    refused(tiny, "tokenizer.ggml.scores", "3 elements, but there are 260 tokens");
  }

  @Test
  void aScoreThatIsNoNumberIsRefused() {
    refused(TinyTokenizer.spm().piece("a", Float.NaN).fill(), "tokenizer.ggml.scores", "token 260");
  }

  @Test
  void missingScoresAreRefused() {
    TinyTokenizer tiny = spm();
    tiny.file.remove("tokenizer.ggml.scores");
    refused(tiny, "tokenizer.ggml.scores", "missing");
  }

  @Test
  void fewerTypesThanTokensAreRefused() {
    TinyTokenizer tiny = bpe();
    tiny.file.int32s("tokenizer.ggml.token_type", 1);
    refused(tiny, "tokenizer.ggml.token_type", "1 elements, but there are 257 tokens");
  }

  @Test
  void aTypeThatDoesNotExistIsRefused() {
    refused(
        TinyTokenizer.bpe("gpt-2").token("x", 7).fill(),
        "tokenizer.ggml.token_type",
        "token 256 is of type 7");
  }

  @Test
  void aMergeOfOneWordIsRefused() {
    for (String merge : List.of("ab", "a ", " ", "")) {
      TinyTokenizer tiny = bpe();
      tiny.file.strings("tokenizer.ggml.merges", List.of("a b", merge));
      refused(tiny, "tokenizer.ggml.merges", "merge 1 is '" + merge + "'");
    }
  }

  @Test
  void missingMergesAreRefused() {
    TinyTokenizer tiny = bpe();
    tiny.file.remove("tokenizer.ggml.merges");
    refused(tiny, "tokenizer.ggml.merges", "missing");
  }

  @Test
  void aSpecialTokenBeyondTheVocabularyIsRefused() {
    TinyTokenizer tiny = bpe();
    tiny.file.uint32("tokenizer.ggml.bos_token_id", 257);
    refused(tiny, "tokenizer.ggml.bos_token_id", "the value is 257, but tokens are 0 to 256");
  }

  @Test
  void aTokenOfMegabytesIsRefused() {
    refused(
        TinyTokenizer.bpe("gpt-2").token("a".repeat(10_000_000), 1).fill(),
        "tokenizer.ggml.tokens",
        "10000000 characters");
  }

  @Test
  void aSpecialTokenThatIsTooLongIsRefused() {
    refused(
        TinyTokenizer.bpe("gpt-2").token("a".repeat(2000), TinyTokenizer.CONTROL).fill(),
        "tokenizer.ggml.tokens",
        "CONTROL has 2000 characters");
  }

  @Test
  void specialTokensOfMegabytesTogetherAreRefused() {
    TinyTokenizer tiny = TinyTokenizer.bpe("gpt-2");
    for (int i = 0; i < 5000; i++) {
      tiny.token(i + "x".repeat(1000), TinyTokenizer.CONTROL);
    }
    refused(tiny.fill(), "tokenizer.ggml.tokens", "characters together");
  }

  @Test
  void piecesThatWouldTakeForeverToSplitAreRefused() {
    TinyTokenizer tiny = TinyTokenizer.spm();
    for (int i = 0; i < 20; i++) {
      tiny.piece("a".repeat(10_000 - i), -i);
    }
    refused(tiny.fill(), "tokenizer.ggml.tokens", "too long");
  }

  @Test
  void aByteTokenWithAnotherTextIsRefused() {
    refused(
        TinyTokenizer.spm().token("<0xZZ>", TinyTokenizer.BYTE).fill(),
        "tokenizer.ggml.tokens",
        "token 260 is a byte");
  }
}
