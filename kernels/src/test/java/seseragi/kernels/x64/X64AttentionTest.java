package seseragi.kernels.x64;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import seseragi.kernels.AttentionBatch;
import seseragi.kernels.Kernels;
import seseragi.kernels.KvShape;
import seseragi.kernels.KvStorage;
import seseragi.kernels.KvType;
import seseragi.kernels.Matrix;
import seseragi.kernels.host.WorkerPool;
import seseragi.kernels.memory.ExecutableMemory;
import seseragi.kernels.scalar.ScalarKernels;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class X64AttentionTest {
  private static final CpuFeatures CPU = CpuFeatures.detect(ExecutableMemory.ofThisSystem());

  /** Positions before the rows, and rows: around the edges of units and tiles, and far away. */
  private static final int[][] SEQUENCES = {
    {0, 1}, {0, 17}, {15, 2}, {62, 5}, {63, 1}, {64, 1}, {127, 40}, {0, 70}, {1000, 7}, {2499, 1}
  };

  static List<Arguments> levelsAndShapes() {
    int[][] shapes = { // heads, key/value heads, keySize, valueSize, blockSize
      {8, 1, 32, 32, 16},
      {8, 2, 64, 64, 16},
      {7, 1, 64, 64, 64},
      {3, 3, 80, 80, 32},
      {6, 2, 96, 96, 16},
      {4, 1, 128, 128, 48},
      {2, 1, 256, 256, 32},
      {5, 1, 21, 112, 128},
    };
    List<Arguments> cases = new ArrayList<>();
    for (Level level : Level.values()) {
      for (int[] shape : shapes) {
        cases.add(Arguments.of(level, KvType.F16, shape));
      }
      cases.add(Arguments.of(level, KvType.F32, shapes[1]));
      for (int[] shape : shapes) {
        if (shape[2] % 32 == 0 && shape[3] % 32 == 0) {
          cases.add(Arguments.of(level, KvType.Q8_0, shape));
        }
      }
      cases.add(Arguments.of(level, KvType.Q8_0, new int[] {5, 1, 32, 160, 128}));
    }
    return cases;
  }

  private static Kernels machineCode(Level level) {
    assumeTrue(level.runsOn(CPU), level + " is not of this machine");
    return X64Kernels.create(new WorkerPool(2), Optional.of(level.externalName()), true, Set.of());
  }

  @ParameterizedTest
  @MethodSource("levelsAndShapes")
  void isCloseToTheSpecification(Level level, KvType type, int[] shape) {
    Case data = new Case(shape, type, SEQUENCES, 1);
    assertTrue(X64Attention.supports(data.shape));
    try (Kernels kernels = machineCode(level);
        Kernels scalar = new ScalarKernels()) {
      float[] expected = data.run(scalar, SEQUENCES);
      float[] actual = data.run(kernels, SEQUENCES);
      // Blocks of a key are summed one by one, so rounding differs from that of one long sum: then
      // what AttentionContract allows to any order.
      double tolerance = type == KvType.Q8_0 ? 2e-5 : 2e-6;
      for (int i = 0; i < expected.length; i++) {
        if (!(Math.abs(expected[i] - actual[i]) <= tolerance * (1 + Math.abs(expected[i])))) {
          fail("number %d is %s, not %s".formatted(i, actual[i], expected[i]));
        }
      }
    }
  }

  static List<Arguments> levelsAndTypes() {
    List<Arguments> cases = new ArrayList<>();
    for (Level level : Level.values()) {
      for (KvType type : KvType.values()) {
        cases.add(Arguments.of(level, type));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("levelsAndTypes")
  void aRowHasTheSameBitsAloneAndAmongOthers(Level level, KvType type) {
    sameBits(level, type, new int[][] {{3, 150}, {60, 9}, {0, 1}});
  }

  /** Groups of lines that take turns with some tiles each, and one that goes through all. */
  @ParameterizedTest
  @MethodSource("levelsAndTypes")
  void aRowHasTheSameBitsHoweverTilesAreSpreadOverCalls(Level level, KvType type) {
    sameBits(level, type, new int[][] {{1400, 5}});
  }

  private static void sameBits(Level level, KvType type, int[][] together) {
    Case data = new Case(new int[] {8, 2, 64, 96, 16}, type, together, 1);
    try (Kernels kernels = machineCode(level)) {
      float[] all = data.run(kernels, together);
      int columns = 8 * 96;
      for (int i = 0; i < together[0][1]; i++) {
        int[][] alone = {{together[0][0] + i, 1}};
        float[] expected = Arrays.copyOfRange(all, i * columns, (i + 1) * columns);
        assertArrayEquals(expected, data.run(kernels, alone, i), "row " + i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Level.class)
  void largeScoresLeaveOneValue(Level level) {
    int[][] sequences = {{100, 1}};
    Case data = new Case(new int[] {1, 1, 16, 16, 16}, KvType.F16, sequences, 1e4f);
    try (Kernels kernels = machineCode(level);
        Kernels scalar = new ScalarKernels()) {
      assertArrayEquals(data.run(scalar, sequences), data.run(kernels, sequences));
    }
  }

  @ParameterizedTest
  @MethodSource("levelsAndTypes")
  void aQueryThatIsNotANumberIsNotHidden(Level level, KvType type) {
    int[][] sequences = {{70, 2}};
    Case data = new Case(new int[] {2, 2, 32, 32, 16}, type, sequences, 1);
    data.queries[5] = Float.NaN; // of row 0, head 0
    try (Kernels kernels = machineCode(level)) {
      float[] out = data.run(kernels, sequences);
      for (int i = 0; i < out.length; i++) {
        assertEquals(i < 32, Float.isNaN(out[i]), "number " + i);
      }
    }
  }

  @Test
  void whatHasNoCodeIsLeftToOthers() {
    assertFalse(X64Attention.supports(new KvShape(1, 1, 16, 1, 64, 40, KvType.F16)));
    assertFalse(X64Attention.supports(new KvShape(1, 1, 24, 1, 64, 64, KvType.F16)));
  }

  /** Sequences with random queries, keys and values in blocks that lie in disorder. */
  private static final class Case {
    final KvShape shape;
    private final int heads;
    private final float[] queries; // for the first rows of any sequences
    private final int perSequence;

    Case(int[] sizes, KvType type, int[][] sequences, float queryScale) {
      heads = sizes[0];
      int longest = 0;
      int rows = 0;
      for (int[] sequence : sequences) {
        longest = Math.max(longest, sequence[0] + sequence[1]);
        rows += sequence[1];
      }
      perSequence = Math.ceilDiv(longest, sizes[4]);
      int blocks = perSequence * sequences.length + 1;
      shape = new KvShape(1, blocks, sizes[4], sizes[1], sizes[2], sizes[3], type);
      queries = numbers(rows * heads * shape.keySize(), queryScale, new SplittableRandom(5));
    }

    private static float[] numbers(int count, float scale, RandomGenerator random) {
      float[] numbers = new float[count];
      for (int i = 0; i < count; i++) {
        numbers[i] = scale * (float) random.nextGaussian();
      }
      return numbers;
    }

    float[] run(Kernels kernels, int[][] sequences) {
      return run(kernels, sequences, 0);
    }

    /**
     * The rows' outputs; sequence {@code s} has the same keys and values in every call.
     *
     * @param firstRow of the queries that the rows have
     */
    float[] run(Kernels kernels, int[][] sequences, int firstRow) {
      try (KvStorage storage = kernels.kvStorage(shape)) {
        AttentionBatch batch = new AttentionBatch();
        for (int s = 0; s < sequences.length; s++) {
          int[] table = new int[perSequence];
          for (int i = 0; i < perSequence; i++) {
            table[i] = shape.blocks() - 1 - s * perSequence - i;
          }
          store(kernels, storage, table, sequences[s][0] + sequences[s][1], s);
          batch.add(sequences[s][0], sequences[s][1], table, perSequence);
        }
        int columns = heads * shape.keySize();
        Matrix q = kernels.matrix(batch.rows(), columns);
        Matrix out = kernels.matrix(batch.rows(), heads * shape.valueSize());
        float[] numbers = new float[batch.rows() * out.columns()];
        for (int i = 0; i < batch.rows(); i++) {
          q.write(i, queries, (firstRow + i) * columns);
        }
        kernels.attention(storage, 0, q, batch, 0.3f, out);
        for (int i = 0; i < batch.rows(); i++) {
          out.read(i, numbers, i * out.columns());
        }
        return numbers;
      }
    }

    private void store(Kernels kernels, KvStorage storage, int[] table, int count, int seed) {
      RandomGenerator random = new SplittableRandom(seed);
      Matrix keys = kernels.matrix(count, shape.heads() * shape.keySize());
      Matrix values = kernels.matrix(count, shape.heads() * shape.valueSize());
      int[] slots = new int[count];
      for (int i = 0; i < count; i++) {
        slots[i] = table[i / shape.blockSize()] * shape.blockSize() + i % shape.blockSize();
        keys.write(i, numbers(keys.columns(), 1, random), 0);
        values.write(i, numbers(values.columns(), 1, random), 0);
      }
      kernels.storeKv(storage, 0, keys, values, slots, count);
    }
  }
}
