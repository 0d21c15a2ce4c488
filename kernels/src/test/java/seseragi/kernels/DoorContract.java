package seseragi.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.Tensor;

/** What a backend refuses, and how it ends. */
interface DoorContract {
  Kernels kernels(int threads);

  @Test
  default void shapesThatDoNotFitAreRefusedByTheNameOfTheOperation() {
    try (Kernels kernels = kernels(1);
        KvStorage kv = kernels.kvStorage(new KvShape(2, 4, 16, 1, 8, 8, KvType.F16))) {
      Weights weights =
          kernels.weights(TestTensors.random(QuantType.Q8_0, 10, 32, 1, new Random(1)));
      Matrix narrow = kernels.matrix(4, 10);
      Matrix wide = kernels.matrix(4, 32);
      Matrix eight = kernels.matrix(4, 8);
      Matrix eights = kernels.matrix(4, 8);
      AttentionBatch batch = new AttentionBatch();
      batch.add(60, 2, new int[] {0, 1, 2, 3}, 4);
      AttentionBatch few = new AttentionBatch();
      few.add(31, 2, new int[] {0, 1}, 2);
      AttentionBatch far = new AttentionBatch();
      far.add(0, 1, new int[] {4}, 1);
      List<Map.Entry<String, Consumer<Kernels>>> calls =
          List.of(
              Map.entry("matmul", k -> k.matmul(weights, narrow, 1, narrow)),
              Map.entry("matmul", k -> k.matmul(weights, wide, 1, wide)),
              Map.entry("matmul", k -> k.matmul(weights, wide, 5, narrow)),
              Map.entry("matmul", k -> k.matmul(weights, wide, -1, narrow)),
              Map.entry("matmul", k -> k.matmul(weights, wide, 1, wide.columns(4, 10))),
              Map.entry("gather", k -> k.gather(weights, new int[] {10}, 1, wide)),
              Map.entry("gather", k -> k.gather(weights, new int[] {-1}, 1, wide)),
              Map.entry("gather", k -> k.gather(weights, new int[] {1}, 2, wide)),
              Map.entry("gather", k -> k.gather(weights, new int[] {1}, 1, narrow)),
              Map.entry("add", k -> k.add(wide, narrow, 1)),
              Map.entry("add", k -> k.add(wide.columns(0, 10), wide.columns(1, 10), 1)),
              Map.entry("addBias", k -> k.addBias(wide, narrow, 1)),
              Map.entry("rmsNorm", k -> k.rmsNorm(wide, narrow, 1e-5f, 1, wide)),
              Map.entry("swiglu", k -> k.swiglu(wide, wide, 1, narrow)),
              Map.entry("rope", k -> k.rope(wide, 7, RopePairing.HALVES, eight, 1)),
              Map.entry("rope", k -> k.rope(wide, 4, RopePairing.HALVES, eight, 1)),
              Map.entry("select", k -> k.select(wide, new int[] {4}, 1, wide)),
              Map.entry("storeKv", k -> k.storeKv(kv, 0, eight, eights, new int[] {64}, 1)),
              Map.entry("storeKv", k -> k.storeKv(kv, 2, eight, eights, new int[] {0}, 1)),
              Map.entry("storeKv", k -> k.storeKv(kv, 0, eight, wide, new int[] {0}, 1)),
              Map.entry("attention", k -> k.attention(kv, -1, eight, batch, 1, eights)),
              Map.entry("attention", k -> k.attention(kv, 0, narrow, batch, 1, eights)),
              Map.entry("attention", k -> k.attention(kv, 0, eight, batch, 1, wide)),
              Map.entry("attention", k -> k.attention(kv, 0, eight, few, 1, eights)),
              Map.entry("attention", k -> k.attention(kv, 0, eight, far, 1, eights)),
              Map.entry("parallel", k -> k.parallel(-1, i -> {})),
              Map.entry("matrix", k -> k.matrix(0, 4)),
              Map.entry("weights", k -> k.weights(List.of())));
      for (Map.Entry<String, Consumer<Kernels>> call : calls) {
        IllegalArgumentException fault =
            assertThrows(
                IllegalArgumentException.class,
                () -> call.getValue().accept(kernels),
                call.getKey());
        assertTrue(fault.getMessage().startsWith(call.getKey() + ": "), fault.getMessage());
      }
    }
  }

  @Test
  default void noRowsAreNoWork() {
    try (Kernels kernels = kernels(2);
        KvStorage kv = kernels.kvStorage(new KvShape(1, 1, 16, 1, 8, 8, KvType.F32))) {
      Weights weights = kernels.weights(TestTensors.random(QuantType.F32, 8, 8, 1, new Random(1)));
      Matrix x = kernels.matrix(1, 8);
      Matrix out = kernels.matrix(1, 8);
      kernels.matmul(weights, x, 0, out);
      kernels.gather(weights, new int[0], 0, out);
      kernels.add(x, out, 0);
      kernels.attention(kv, 0, x, new AttentionBatch(), 1, out);
      kernels.parallel(0, i -> {});
      assertEquals(0, Numbers.row(out, 0)[0]);
    }
  }

  @Test
  default void rowsBeyondTheBatchAreLeftAlone() {
    try (Kernels kernels = kernels(2)) {
      Random random = new Random(3);
      Weights weights = kernels.weights(TestTensors.random(QuantType.Q4_0, 70, 32, 1, random));
      Matrix x = Numbers.random(kernels, 9, 32, random);
      Matrix out = Numbers.random(kernels, 9, 70, random);
      float[] before = Numbers.row(out, 7);
      kernels.matmul(weights, x, 7, out);
      Numbers.assertSameBits(before, Numbers.row(out, 7), "row 7");
    }
  }

  @Test
  default void parallelRunsEachTaskOnce() {
    try (Kernels kernels = kernels(3)) {
      AtomicIntegerArray runs = new AtomicIntegerArray(50);
      kernels.parallel(50, runs::incrementAndGet);
      for (int i = 0; i < 50; i++) {
        assertEquals(1, runs.get(i));
      }
      assertThrows(
          UnsupportedOperationException.class,
          () ->
              kernels.parallel(
                  9,
                  i -> {
                    throw new UnsupportedOperationException();
                  }));
    }
  }

  @Test
  default void closingGivesBackEverythingAndMayBeRepeated() {
    Kernels kernels = kernels(2);
    KvStorage kv = kernels.kvStorage(new KvShape(1, 1, 16, 1, 8, 8, KvType.F16));
    Matrix matrix = kernels.matrix(1, 8);
    kernels.close();
    kernels.close();
    kv.close();
    assertThrows(IllegalStateException.class, () -> matrix.read(0, new float[8], 0));
  }

  @Test
  default void aConstantHoldsTheNumbersOfItsTensor() {
    try (Kernels kernels = kernels(1)) {
      Tensor tensor = TestTensors.floats(1, 1, 2, 3);
      Matrix constant = kernels.constant(tensor);
      Numbers.assertSameBits(new float[] {1, 2, 3}, Numbers.row(constant, 0), "constant");
    }
  }
}
