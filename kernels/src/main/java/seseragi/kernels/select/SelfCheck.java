package seseragi.kernels.select;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import seseragi.kernels.AttentionBatch;
import seseragi.kernels.Kernels;
import seseragi.kernels.KvShape;
import seseragi.kernels.KvStorage;
import seseragi.kernels.KvType;
import seseragi.kernels.Matrix;
import seseragi.kernels.RopePairing;
import seseragi.kernels.Weights;
import seseragi.kernels.scalar.ScalarKernels;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.SampleTensor;
import seseragi.kernels.tensor.Tensor;

/** Tries every operation of a backend on a few numbers, and compares with the specification. */
final class SelfCheck {
  /** Relative to 1 + the size of a number; rounding is far below, a fault far above. */
  private static final double TOLERANCE = 1e-3;

  private static final int SEED = 1;
  private static final int ROWS = 7;
  private static final String PRODUCT = "matmul ";

  private SelfCheck() {}

  /**
   * What came out.
   *
   * @param passed operations that agree
   * @param failed names of the others
   * @param millis that it took
   */
  record Result(int passed, List<String> failed, long millis) {
    /** Types of weights whose products differ. */
    Set<QuantType> wrongProducts() {
      Set<QuantType> types = EnumSet.noneOf(QuantType.class);
      for (QuantType type : QuantType.values()) {
        if (failed.contains(PRODUCT + type)) {
          types.add(type);
        }
      }
      return types;
    }
  }

  static Result run(Kernels kernels) {
    long start = System.nanoTime();
    List<String> failed = new ArrayList<>();
    Map<String, Function<Kernels, float[]>> checks;
    // Not on the heap, where no model lies: what is compiled now should expect the same later.
    try (Arena arena = Arena.ofShared();
        Kernels scalar = new ScalarKernels()) {
      checks = checks(arena);
      checks.forEach(
          (name, check) -> {
            if (!agree(check, scalar, kernels)) {
              failed.add(name);
            }
          });
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    return new Result(checks.size() - failed.size(), failed, millis);
  }

  private static boolean agree(Function<Kernels, float[]> check, Kernels scalar, Kernels kernels) {
    float[] expected = check.apply(scalar);
    try {
      return close(expected, check.apply(kernels));
    } catch (RuntimeException | LinkageError e) { // as bad as a wrong number
      return false;
    }
  }

  private static boolean close(float[] expected, float[] actual) {
    for (int i = 0; i < expected.length; i++) {
      double allowed = TOLERANCE * (1 + Math.abs((double) expected[i]));
      if (!(Math.abs((double) expected[i] - actual[i]) <= allowed)) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, Function<Kernels, float[]>> checks(Arena arena) {
    Map<String, Function<Kernels, float[]>> checks = new LinkedHashMap<>();
    for (QuantType type : QuantType.values()) {
      checks.put(PRODUCT + type, kernels -> product(kernels, arena, type));
    }
    checks.put("gather", kernels -> gather(kernels, arena));
    checks.put("add", kernels -> onRows(kernels, (x, y) -> kernels.add(x, y, 3)));
    checks.put("addBias", kernels -> onRows(kernels, (x, y) -> kernels.addBias(x, y, 3)));
    checks.put("rmsNorm", kernels -> onRows(kernels, (x, y) -> kernels.rmsNorm(x, y, 1e-5f, 3, x)));
    checks.put("swiglu", kernels -> onRows(kernels, (x, y) -> kernels.swiglu(x, y, 3, x)));
    checks.put("select", kernels -> onRows(kernels, (x, y) -> select(kernels, x, y)));
    for (RopePairing pairing : RopePairing.values()) {
      checks.put(
          "rope " + pairing,
          kernels ->
              onRows(
                  kernels,
                  (x, y) -> {
                    int head = x.columns() / 2;
                    kernels.rope(x, head, pairing, y.columns(0, head), 3);
                  }));
    }
    for (KvType type : KvType.values()) {
      checks.put("attention " + type, kernels -> attention(kernels, type));
    }
    return checks;
  }

  /** One row, then several, in more than one group: they may take different ways. */
  private static float[] product(Kernels kernels, Arena arena, QuantType type) {
    Random random = new Random(SEED);
    int columns = type.blockSize() == 256 ? 512 : 288; // more than one scale of activations
    Weights weights = kernels.weights(SampleTensor.of(type, 20, columns, random, arena));
    Matrix x = eightBit(kernels, ROWS, weights.columns(), random);
    Matrix out = kernels.matrix(ROWS, 20);
    kernels.matmul(weights, x, ROWS, out);
    float[] several = numbers(out);
    kernels.matmul(weights, x, 1, out);
    float[] result = new float[several.length + 20];
    System.arraycopy(several, 0, result, 0, several.length);
    out.read(0, result, several.length);
    return result;
  }

  private static float[] gather(Kernels kernels, Arena arena) {
    Tensor tensor = SampleTensor.of(QuantType.Q4_0, 70, 32, new Random(SEED), arena);
    Matrix out = kernels.matrix(2, 32);
    kernels.gather(kernels.weights(tensor), new int[] {69, 3}, 2, out);
    return numbers(out);
  }

  private interface RowOperation {
    void apply(Matrix x, Matrix y);
  }

  /** Whole registers, and what is left of one: they may take different ways. */
  private static float[] onRows(Kernels kernels, RowOperation operation) {
    float[] whole = onRows(kernels, 64, operation);
    float[] rest = onRows(kernels, 68, operation);
    float[] result = Arrays.copyOf(whole, whole.length + rest.length);
    System.arraycopy(rest, 0, result, whole.length, rest.length);
    return result;
  }

  private static float[] onRows(Kernels kernels, int columns, RowOperation operation) {
    Random random = new Random(SEED);
    Matrix x = matrix(kernels, 3, columns, random);
    operation.apply(x, matrix(kernels, 3, columns, random));
    return numbers(x);
  }

  private static void select(Kernels kernels, Matrix x, Matrix y) {
    kernels.select(y, new int[] {2, 0}, 2, x);
  }

  private static float[] attention(Kernels kernels, KvType type) {
    Random random = new Random(SEED);
    KvShape shape = new KvShape(1, 6, 16, 1, 32, 32, type);
    try (KvStorage storage = kernels.kvStorage(shape)) {
      int[] slots = new int[70];
      for (int i = 0; i < slots.length; i++) {
        slots[i] = i;
      }
      Matrix keys = matrix(kernels, slots.length, 32, random);
      Matrix values = matrix(kernels, slots.length, 32, random);
      kernels.storeKv(storage, 0, keys, values, slots, slots.length);
      AttentionBatch batch = new AttentionBatch();
      batch.add(slots.length - 2, 2, new int[] {0, 1, 2, 3, 4}, 5);
      Matrix out = kernels.matrix(2, 64);
      kernels.attention(storage, 0, matrix(kernels, 2, 64, random), batch, 0.25f, out);
      return numbers(out);
    }
  }

  /**
   * Numbers that a backend which rounds activations to 8 bits holds exactly, also if it has one
   * scale for 256 columns and a power of two for each 32.
   */
  private static Matrix eightBit(Kernels kernels, int rows, int columns, Random random) {
    Matrix matrix = kernels.matrix(rows, columns);
    float[] numbers = new float[columns];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < columns; i++) {
        float most = i / 256 == 0 ? 1 : 3;
        int part = i / 32;
        int quant = i % 32 == row ? 127 : random.nextInt(-127, 128);
        numbers[i] = most * quant / (128 << part % 3);
      }
      matrix.write(row, numbers, 0);
    }
    return matrix;
  }

  private static Matrix matrix(Kernels kernels, int rows, int columns, Random random) {
    Matrix matrix = kernels.matrix(rows, columns);
    float[] numbers = new float[columns];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < columns; i++) {
        numbers[i] = random.nextFloat() - 0.5f;
      }
      matrix.write(row, numbers, 0);
    }
    return matrix;
  }

  private static float[] numbers(Matrix matrix) {
    float[] numbers = new float[matrix.rows() * matrix.columns()];
    for (int row = 0; row < matrix.rows(); row++) {
      matrix.read(row, numbers, row * matrix.columns());
    }
    return numbers;
  }
}
