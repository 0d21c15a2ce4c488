package seseragi.engine.gguf;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import seseragi.kernels.tensor.Tensor;

/**
 * Spoils valid files in many ways. Whatever comes out is read, with everything in it usable, or
 * refused with {@link ModelFormatException}.
 */
class GgufFuzzTest {
  private static final int MUTANTS = 100_000;
  private static final int MUTANTS_ON_DISK = 2_000;

  private static final long[] HOSTILE_NUMBERS = {
    0,
    1,
    2,
    7,
    13,
    31,
    33,
    64,
    255,
    256,
    65_535,
    65_536,
    -1,
    -32,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0xffff_ffffL,
    1L << 32,
    1L << 40,
    1L << 61,
    1L << 62,
    Long.MAX_VALUE,
    Long.MAX_VALUE - 31,
    Long.MIN_VALUE
  };

  @TempDir Path folder;

  @Test
  void mutantsAreReadOrRefused() {
    List<byte[]> good = goodFiles();
    long seed = Long.getLong("seseragi.seed", 20261121);
    int read = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = mutant(good, seed, i);
      try {
        use(GgufFixture.read(mutant));
        read++;
      } catch (ModelFormatException e) {
        // the right answer
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed %d, mutant %d".formatted(seed, i), e);
      }
    }
    // some changes hit the numbers or a text and leave the file valid, most do not
    assertTrue(read > MUTANTS / 100 && read < MUTANTS * 9 / 10, "read " + read);
  }

  @Test
  void mutantsOnDiskAreReadOrRefused() throws IOException {
    List<byte[]> good = goodFiles();
    long seed = Long.getLong("seseragi.seed", 7);
    // beside the good second part
    Path file = folder.resolve("m-00001-of-00002.gguf");
    for (int i = 0; i < MUTANTS_ON_DISK; i++) {
      Files.write(file, mutant(good, seed, i));
      try (GgufFile opened = GgufFile.open(file)) {
        opened.tensors().forEach(GgufFuzzTest::touch);
      } catch (ModelFormatException e) {
        // the right answer
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed %d, mutant %d".formatted(seed, i), e);
      }
    }
  }

  private List<byte[]> goodFiles() {
    byte[] part = partOfTwo();
    return List.of(
        GgufFixture.bytes(GgufFixture.everyType(), folder),
        GgufFixture.bytes(GgufFixture.everyType().version(2).alignment(8), folder),
        GgufFixture.bytes(GgufFixture.smallModel(), folder),
        part);
  }

  private byte[] partOfTwo() {
    try {
      return Files.readAllBytes(GgufFixture.smallModel().writeSplit(folder, "m", 2).getFirst());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads all that a valid file offers. */
  private static void use(GgufShard shard) {
    GgufMetadata metadata = shard.metadata();
    for (String key : metadata.keys()) {
      decode(metadata.value(key));
      if (metadata.isArray(key)) {
        accept(() -> List.copyOf(metadata.strings(key)));
        accept(() -> metadata.integers(key));
        accept(() -> metadata.numbers(key));
      } else {
        accept(() -> metadata.integer(key));
        accept(() -> metadata.number(key));
        accept(() -> metadata.string(key));
      }
    }
    shard.tensors().forEach(GgufFuzzTest::touch);
  }

  /** Runs an accessor that fits the type of the value or refuses it. */
  private static void accept(Runnable accessor) {
    try {
      accessor.run();
    } catch (ModelFormatException e) {
      // of another type
    }
  }

  private static void decode(GgufValue value) {
    if (value instanceof GgufValue.Array array) {
      array.elements().forEach(GgufFuzzTest::decode);
    } else {
      assertNotNull(value.toString());
    }
  }

  private static void touch(Tensor tensor) {
    tensor.data().get(ValueLayout.JAVA_BYTE, 0);
    tensor.data().get(ValueLayout.JAVA_BYTE, tensor.data().byteSize() - 1);
  }

  private static byte[] mutant(List<byte[]> good, long seed, int number) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    byte[] bytes = good.get(random.nextInt(good.size())).clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      bytes = change(bytes, random);
    }
    return bytes;
  }

  private static byte[] change(byte[] bytes, SplittableRandom random) {
    if (bytes.length < 32) {
      return bytes;
    }
    int at = random.nextInt(bytes.length - 8);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long number = HOSTILE_NUMBERS[random.nextInt(HOSTILE_NUMBERS.length)];
    switch (random.nextInt(9)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> buffer.putLong(at, number);
      case 3 -> buffer.putInt(at, (int) number);
      case 4 -> buffer.putLong(8 + 8 * random.nextInt(2), number); // counts of the header
      case 5 -> nudge(buffer, random);
      case 6 -> {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      case 7 -> {
        return moved(bytes, at, random);
      }
      default -> {
        return Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(100));
      }
    }
    return bytes;
  }

  /** Changes a small 64-bit number, most likely a length, a dimension or an offset. */
  private static void nudge(ByteBuffer buffer, SplittableRandom random) {
    int from = random.nextInt(buffer.capacity() - 8);
    for (int at = from; at < buffer.capacity() - 8; at++) {
      long value = buffer.getLong(at);
      if (value > 0 && value < 4096) {
        buffer.putLong(at, value + random.nextInt(-33, 34));
        return;
      }
    }
  }

  /** Cuts a piece out, or doubles it. */
  private static byte[] moved(byte[] bytes, int at, SplittableRandom random) {
    int count = Math.min(1 + random.nextInt(64), bytes.length - at);
    boolean cut = random.nextBoolean();
    int head = cut ? at : at + count;
    int tail = cut ? at + count : at;
    byte[] result = Arrays.copyOf(bytes, head + bytes.length - tail);
    System.arraycopy(bytes, tail, result, head, bytes.length - tail);
    return result;
  }
}
