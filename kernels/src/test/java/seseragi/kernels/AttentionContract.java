package seseragi.kernels;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import seseragi.kernels.scalar.ScalarKernels;

/** Attention over the paged cache: that of the specification, however a prompt was cut. */
interface AttentionContract {
  Kernels kernels(int threads);

  @ParameterizedTest
  @EnumSource(KvType.class)
  default void attentionIsCloseToTheSpecification(KvType type) {
    long seed = 42;
    Random random = new Random(seed);
    int[][] shapes = { // heads, key/value heads, keySize, valueSize, blockSize
      {8, 2, 32, 32, 16},
      {4, 4, 64, 64, 32},
      {7, 1, 20, 12, 7},
      {3, 3, 5, 80, 1},
      {6, 2, 16, 130, 48},
      {100, 1, 8, 8, 64}
    };
    for (int[] shape : shapes) {
      int[] lengths = {1, 1 + random.nextInt(150), 64, 1 + random.nextInt(90)};
      Sequences sequences = new Sequences(shape, type, lengths, random);
      try (Kernels scalar = new ScalarKernels();
          Kernels kernels = kernels(2)) {
        float[] expected = sequences.whole(scalar);
        float[] actual = sequences.whole(kernels);
        String what = "%s %s, seed %d".formatted(type, Arrays.toString(shape), seed);
        Numbers.assertClose(expected, actual, 2e-5, what);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(KvType.class)
  default void bitsDoNotDependOnChunksOrNeighbours(KvType type) {
    int[] lengths = {150, 1, 70, 64};
    for (int seed = 0; seed < 3; seed++) {
      Random random = new Random(seed);
      int[] shape = {6, 2, 24, 20, seed == 0 ? 16 : 10};
      Sequences sequences = new Sequences(shape, type, lengths, random);
      float[] expected;
      try (Kernels kernels = kernels(1)) {
        expected = sequences.whole(kernels);
      }
      for (int threads = 1; threads <= 3; threads++) {
        try (Kernels kernels = kernels(threads)) {
          float[] actual = sequences.inChunks(kernels, threads == 1 ? 1 : 40, random);
          String what = "%s, %d threads, seed %d".formatted(type, threads, seed);
          Numbers.assertSameBits(expected, actual, what);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(KvType.class)
  default void whatABlockHeldBeforeDoesNotReachItsNextUser(KvType type) {
    int positions = 20; // of 32 in two blocks
    try (Kernels kernels = kernels(2);
        KvStorage storage = kernels.kvStorage(new KvShape(1, 2, 16, 1, 32, 32, type))) {
      int[] slots = IntStream.range(0, 32).toArray();
      float[] stale = new float[32 * 32];
      Arrays.fill(stale, Float.NaN);
      Matrix nothing = Numbers.of(kernels, 32, 32, stale);
      kernels.storeKv(storage, 0, nothing, nothing, slots, 32);
      Matrix x = Numbers.random(kernels, positions, 32, new Random(3));
      kernels.storeKv(storage, 0, x, x, slots, positions);
      for (int rows : new int[] {1, positions}) {
        AttentionBatch batch = new AttentionBatch();
        batch.add(positions - rows, rows, new int[] {0, 1}, 2);
        Matrix out = kernels.matrix(rows, 32);
        kernels.attention(storage, 0, x, batch, 0.25f, out);
        for (float number : Numbers.all(out)) {
          assertTrue(Float.isFinite(number), type + ", " + rows + " rows: " + number);
        }
      }
    }
  }

  @Test
  default void extremeScoresGiveTheValueOfTheLargest() {
    try (Kernels kernels = kernels(2);
        KvStorage storage = kernels.kvStorage(new KvShape(1, 8, 16, 1, 1, 1, KvType.F32))) {
      int positions = 100;
      float[] keys = new float[positions];
      float[] values = new float[positions];
      int[] slots = new int[positions];
      for (int i = 0; i < positions; i++) {
        keys[i] = i == 37 ? 3e4f : -i;
        values[i] = i;
        slots[i] = i;
      }
      Matrix k = Numbers.of(kernels, positions, 1, keys);
      kernels.storeKv(storage, 0, k, Numbers.of(kernels, positions, 1, values), slots, positions);
      AttentionBatch batch = new AttentionBatch();
      batch.add(positions - 1, 1, new int[] {0, 1, 2, 3, 4, 5, 6}, 7);
      Matrix out = kernels.matrix(1, 1);
      kernels.attention(storage, 0, Numbers.of(kernels, 1, 1, 1f), batch, 1f, out);
      Numbers.assertSameBits(new float[] {37}, Numbers.row(out, 0), "softmax of extreme scores");
    }
  }

  /** Prompts with their queries, keys and values, in blocks that lie anywhere in the cache. */
  final class Sequences {
    private static final int LAYER = 1;
    private final KvShape kv;
    private final int heads;
    private final int[] lengths;
    private final int total;
    private final int[][] tables;
    private final float[] queries;
    private final float[] keys;
    private final float[] values;

    Sequences(int[] shape, KvType type, int[] lengths, Random random) {
      heads = shape[0];
      this.lengths = lengths;
      int blockSize = shape[4];
      int blocks = 0;
      int rows = 0;
      for (int length : lengths) {
        blocks += Math.ceilDiv(length, blockSize);
        rows += length;
      }
      total = rows;
      int keySize = Math.ceilDiv(shape[2], type.blockSize()) * type.blockSize();
      int valueSize = Math.ceilDiv(shape[3], type.blockSize()) * type.blockSize();
      kv = new KvShape(2, blocks + 3, blockSize, shape[1], keySize, valueSize, type);
      List<Integer> free = new ArrayList<>();
      for (int i = 0; i < kv.blocks(); i++) {
        free.add(i);
      }
      Collections.shuffle(free, random);
      tables = new int[lengths.length][];
      for (int s = 0; s < lengths.length; s++) {
        tables[s] = new int[Math.ceilDiv(lengths[s], blockSize)];
        for (int i = 0; i < tables[s].length; i++) {
          tables[s][i] = free.removeLast();
        }
      }
      queries = Numbers.random(total * heads * kv.keySize(), random);
      keys = Numbers.random(total * kv.heads() * kv.keySize(), random);
      values = Numbers.random(total * kv.heads() * kv.valueSize(), random);
    }

    float[] whole(Kernels kernels) {
      try (KvStorage storage = kernels.kvStorage(kv)) {
        float[] out = new float[total * heads * kv.valueSize()];
        step(kernels, storage, new int[lengths.length], lengths, out);
        return out;
      }
    }

    float[] inChunks(Kernels kernels, int largest, Random random) {
      try (KvStorage storage = kernels.kvStorage(kv)) {
        float[] out = new float[total * heads * kv.valueSize()];
        int[] done = new int[lengths.length];
        boolean left = true;
        while (left) {
          int[] counts = new int[lengths.length];
          left = false;
          for (int s = 0; s < lengths.length; s++) {
            counts[s] = Math.min(lengths[s] - done[s], random.nextInt(largest + 1));
            left |= counts[s] < lengths[s] - done[s];
          }
          step(kernels, storage, done, counts, out);
          for (int s = 0; s < lengths.length; s++) {
            done[s] += counts[s];
          }
        }
        return out;
      }
    }

    /** The next {@code counts[s]} rows of each sequence, of which {@code from[s]} are done. */
    private void step(Kernels kernels, KvStorage storage, int[] from, int[] counts, float[] out) {
      AttentionBatch batch = new AttentionBatch();
      List<Integer> rows = new ArrayList<>(); // of the batch, in all rows
      List<Integer> slots = new ArrayList<>();
      int before = 0;
      for (int s = 0; s < lengths.length; s++) {
        if (counts[s] > 0) {
          batch.add(from[s], counts[s], tables[s], tables[s].length);
        }
        for (int i = from[s]; i < from[s] + counts[s]; i++) {
          rows.add(before + i);
          slots.add(tables[s][i / kv.blockSize()] * kv.blockSize() + i % kv.blockSize());
        }
        before += lengths[s];
      }
      if (rows.isEmpty()) {
        return;
      }
      int[] slotArray = slots.stream().mapToInt(Integer::intValue).toArray();
      Matrix q = pick(kernels, queries, heads * kv.keySize(), rows);
      Matrix k = pick(kernels, keys, kv.heads() * kv.keySize(), rows);
      Matrix v = pick(kernels, values, kv.heads() * kv.valueSize(), rows);
      Matrix o = kernels.matrix(rows.size(), heads * kv.valueSize());
      kernels.storeKv(storage, LAYER, k, v, slotArray, rows.size());
      kernels.attention(storage, LAYER, q, batch, 0.3f, o);
      for (int i = 0; i < rows.size(); i++) {
        o.read(i, out, rows.get(i) * o.columns());
      }
    }

    private static Matrix pick(Kernels kernels, float[] all, int columns, List<Integer> rows) {
      Matrix matrix = kernels.matrix(rows.size(), columns);
      for (int i = 0; i < rows.size(); i++) {
        matrix.write(i, all, rows.get(i) * columns);
      }
      return matrix;
    }
  }
}
