package seseragi.engine.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StreamingDecoderTest {
  private static final TinyTokenizer TINY =
      TinyTokenizer.bpe("gpt-2").token("<|im_end|>", TinyTokenizer.CONTROL);

  /** The token of a byte is the byte. */
  private static final Tokenizer BYTES = TINY.build();

  private static String decode(byte[] bytes) {
    StreamingDecoder decoder = new StreamingDecoder(BYTES, true);
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      text.append(decoder.accept(b & 0xff));
    }
    return text.append(decoder.flush()).toString();
  }

  @Test
  void aCharacterIsGivenOutWithItsLastByte() {
    StreamingDecoder decoder = new StreamingDecoder(BYTES, true);
    assertEquals("", decoder.accept(0xf0));
    assertEquals("", decoder.accept(0x9f));
    assertEquals("", decoder.accept(0xa6));
    assertEquals("\ud83e\udd99", decoder.accept(0x99));
    assertEquals("", decoder.flush());
  }

  /** Unicode 16, section 3.9, tables 3-8 to 3-11, and more of their kind. */
  static Stream<Arguments> malformed() {
    return Stream.of(
        arguments("c0af e080bf f08182 41", "\ufffd".repeat(8) + "A"),
        arguments("eda080 edbfbf edaf 41", "\ufffd".repeat(8) + "A"),
        arguments("f4919293 ff 41 80bf 42", "\ufffd".repeat(5) + "A" + "\ufffd\ufffdB"),
        arguments("e180 e2 f09192 f1bf 41", "\ufffd".repeat(4) + "A"),
        arguments("e0a0", "\ufffd"),
        arguments("f09f a6", "\ufffd"),
        arguments("f09f 41", "\ufffdA"),
        arguments("e3 e38182", "\ufffd\u3042"),
        arguments("f490 8080", "\ufffd".repeat(4)),
        arguments("f5 c1 f8", "\ufffd".repeat(3)));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void malformedBytesAreOneReplacementForEachMaximalSubpart(String hex, String expected) {
    assertEquals(expected, decode(HexFormat.of().parseHex(hex.replace(" ", ""))));
  }

  @Test
  void aMalformedPartIsGivenOutAsSoonAsItIsKnown() {
    StreamingDecoder decoder = new StreamingDecoder(BYTES, true);
    assertEquals("", decoder.accept(0xe3));
    assertEquals("\ufffdA", decoder.accept('A'));
    assertEquals("\ufffd", decoder.accept(0x80));
  }

  @Test
  void specialTokensAreLeftOutOrRendered() {
    int[] tokens = {'a', TINY.id("<|im_end|>"), 'b'};
    assertEquals("ab", BYTES.decode(tokens, true));
    assertEquals("a<|im_end|>b", BYTES.decode(tokens, false));
  }

  @Test
  void aDecoderGoesOnAfterFlush() {
    StreamingDecoder decoder = new StreamingDecoder(BYTES, true);
    assertEquals("", decoder.accept(0xf0));
    assertEquals("\ufffd", decoder.flush());
    assertEquals("A", decoder.accept('A'));
  }

  @Test
  void wellFormedTextComesBackWhatever() {
    long seed = 5;
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      String text = Surrogates.repair(RandomText.draw(random, 40));
      assertEquals(text, decode(text.getBytes(StandardCharsets.UTF_8)), "seed " + seed);
    }
  }
}
