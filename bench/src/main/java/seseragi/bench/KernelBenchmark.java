package seseragi.bench;

import java.lang.foreign.Arena;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import seseragi.kernels.AttentionBatch;
import seseragi.kernels.Kernels;
import seseragi.kernels.KvShape;
import seseragi.kernels.KvStorage;
import seseragi.kernels.KvType;
import seseragi.kernels.Matrix;
import seseragi.kernels.Weights;
import seseragi.kernels.select.KernelSelection;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.SampleTensor;

/** One matrix product, and attention of one layer, of a 1.1B Llama shape. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class KernelBenchmark {
  /** 11264 x 2048: gate and up of a layer. */
  @State(Scope.Benchmark)
  public static class Product {
    @Param({"Q8_0", "Q4_0", "Q4_K", "Q6_K", "F16"})
    QuantType type;

    @Param({"1", "16", "128", "512"})
    int rows;

    private Kernels kernels;
    private Weights weights;
    private Matrix x;
    private Matrix out;

    @Setup(Level.Trial)
    public void load() {
      kernels = KernelSelection.create(0).kernels();
      try (Arena arena = Arena.ofShared()) {
        weights = kernels.weights(SampleTensor.of(type, 11264, 2048, new Random(1), arena));
      }
      x = random(kernels, rows, 2048);
      out = kernels.matrix(rows, 11264);
    }

    @TearDown(Level.Trial)
    public void close() {
      kernels.close();
    }
  }

  /** 32 query heads on 4 key/value heads of 64. */
  @State(Scope.Benchmark)
  public static class Context {
    private static final int BLOCK = 16;

    @Param({"F16", "F32", "Q8_0"})
    KvType type;

    /** Sequences x rows of each x positions before them. */
    @Param({"1x1x2048", "16x1x2048", "1x512x0", "1x512x3584"})
    String batchShape;

    private Kernels kernels;
    private KvStorage storage;
    private Matrix queries;
    private Matrix out;
    private final AttentionBatch batch = new AttentionBatch();

    @Setup(Level.Trial)
    public void load() {
      String[] numbers = batchShape.split("x", -1);
      int sequences = Integer.parseInt(numbers[0]);
      int rows = Integer.parseInt(numbers[1]);
      int before = Integer.parseInt(numbers[2]);
      kernels = KernelSelection.create(0).kernels();
      int positions = before + rows;
      int blocks = Math.ceilDiv(positions, BLOCK);
      storage = kernels.kvStorage(new KvShape(1, sequences * blocks, BLOCK, 4, 64, 64, type));
      for (int s = 0; s < sequences; s++) {
        int[] table = new int[blocks];
        int[] slots = new int[positions];
        for (int i = 0; i < blocks; i++) {
          table[i] = i * sequences + s;
        }
        for (int i = 0; i < positions; i++) {
          slots[i] = table[i / BLOCK] * BLOCK + i % BLOCK;
        }
        Matrix keys = random(kernels, positions, 256);
        kernels.storeKv(storage, 0, keys, random(kernels, positions, 256), slots, positions);
        batch.add(before, rows, table, blocks);
      }
      queries = random(kernels, batch.rows(), 2048);
      out = kernels.matrix(batch.rows(), 2048);
    }

    @TearDown(Level.Trial)
    public void close() {
      kernels.close();
    }
  }

  @Benchmark
  public Matrix matmul(Product p) {
    p.kernels.matmul(p.weights, p.x, p.rows, p.out);
    return p.out;
  }

  @Benchmark
  public Matrix attention(Context c) {
    c.kernels.attention(c.storage, 0, c.queries, c.batch, 0.125f, c.out);
    return c.out;
  }

  private static Matrix random(Kernels kernels, int rows, int columns) {
    Random random = new Random(1);
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
}
