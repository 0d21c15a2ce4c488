package seseragi.engine.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import seseragi.engine.gguf.GgufFile;
import seseragi.engine.gguf.ModelFormatException;
import seseragi.kernels.Kernels;
import seseragi.kernels.KvStorage;
import seseragi.kernels.KvType;
import seseragi.kernels.select.KernelSelection;

/** Spoils the headers of models: each is refused, or loaded and able to compute a token. */
class ModelFuzzTest {
  private static final int MUTANTS = 3_000;
  private static final int HEADER_BYTES = 3_000; // metadata and the descriptions of the tensors

  private static final long[] HOSTILE_NUMBERS = {
    0,
    1,
    2,
    3,
    5,
    8,
    16,
    31,
    32,
    64,
    4096,
    1 << 17,
    1 << 20,
    -1,
    Integer.MAX_VALUE,
    0xffff_ffffL,
    1L << 40,
    Long.MAX_VALUE,
    0x7fc00000 /* NaN */,
    0x7f800000 /* infinity */
  };

  @TempDir Path folder;

  @Test
  void mutantsAreRefusedOrCompute() throws IOException {
    long seed = Long.getLong("seseragi.seed", 20261121);
    List<byte[]> good = List.of(bytes("llama"), bytes("qwen2"), bytes("qwen3"));
    Path file = folder.resolve("mutant.gguf");
    int computed = 0;
    for (int i = 0; i < MUTANTS; i++) {
      Files.write(file, mutant(good, new SplittableRandom(seed * 1_000_003 + i)));
      try {
        compute(file);
        computed++;
      } catch (ModelFormatException e) {
        // the right answer
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed %d, mutant %d".formatted(seed, i), e);
      }
    }
    assertTrue(computed > 0 && computed < MUTANTS, "computed " + computed);
  }

  private byte[] bytes(String architecture) throws IOException {
    return Files.readAllBytes(TinyModel.write(TinyModel.of(architecture, 1), folder));
  }

  private static byte[] mutant(List<byte[]> good, SplittableRandom random) {
    byte[] bytes = good.get(random.nextInt(good.size())).clone();
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long number = HOSTILE_NUMBERS[random.nextInt(HOSTILE_NUMBERS.length)];
    int at = 24 + random.nextInt(HEADER_BYTES - 32);
    switch (random.nextInt(4)) {
      case 0 -> bytes[at] = (byte) random.nextInt();
      case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> buffer.putInt(nextSmallNumber(buffer, at), (int) number);
      default -> buffer.putLong(nextSmallNumber(buffer, at), number);
    }
    return bytes;
  }

  /** Where a small number lies: a hyper-parameter, a dimension or a length. */
  private static int nextSmallNumber(ByteBuffer buffer, int from) {
    int at = from;
    while (at < HEADER_BYTES && !(buffer.getInt(at) > 0 && buffer.getInt(at) < 256)) {
      at++;
    }
    return at;
  }

  private static void compute(Path path) {
    try (GgufFile file = GgufFile.open(path);
        Kernels kernels = KernelSelection.create(1, "scalar").kernels();
        Model model = ModelLoader.load(file, kernels, new ModelOptions(0, 1), LoadProgress.NONE);
        KvStorage storage = model.kvStorage(model.kvShape(1, 1, KvType.F32))) {
      Batch batch = new Batch(1);
      batch.add(new int[] {0}, 0, 1, new int[] {0}, 1, 1, true);
      model.forward(batch, storage);
    }
  }
}
