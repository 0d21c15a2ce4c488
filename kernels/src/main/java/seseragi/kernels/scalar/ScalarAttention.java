package seseragi.kernels.scalar;

import seseragi.kernels.AttentionBatch;
import seseragi.kernels.KvShape;
import seseragi.kernels.host.HostMatrix;

/** Softmax attention, one row and head after the other. */
final class ScalarAttention {
  private final ScalarKv storage;
  private final int layer;
  private final HostMatrix queries; // [rows, heads * keySize]
  private final float scale;
  private final HostMatrix out; // [rows, heads * valueSize]

  ScalarAttention(ScalarKv storage, int layer, HostMatrix queries, float scale, HostMatrix out) {
    this.storage = storage;
    this.layer = layer;
    this.queries = queries;
    this.scale = scale;
    this.out = out;
  }

  void row(AttentionBatch batch, int sequence, int index) {
    KvShape shape = storage.shape();
    int[] slots = new int[batch.firstPosition(sequence) + index + 1]; // of the positions seen
    for (int p = 0; p < slots.length; p++) {
      int block = batch.block(sequence, p / shape.blockSize());
      slots[p] = block * shape.blockSize() + p % shape.blockSize();
    }
    int row = batch.firstRow(sequence) + index;
    int heads = queries.columns() / shape.keySize();
    for (int head = 0; head < heads; head++) {
      head(row, head, head * shape.heads() / heads, slots);
    }
  }

  private void head(int row, int head, int kvHead, int[] slots) {
    KvShape shape = storage.shape();
    float[] scores = new float[slots.length];
    float max = Float.NEGATIVE_INFINITY;
    for (int p = 0; p < slots.length; p++) {
      float dot = 0;
      for (int i = 0; i < shape.keySize(); i++) {
        float q = queries.at(row, head * shape.keySize() + i);
        dot = Math.fma(q, storage.key(layer, slots[p], kvHead, i), dot);
      }
      scores[p] = dot * scale;
      max = Math.max(max, scores[p]);
    }
    double[] sums = new double[shape.valueSize()];
    double total = 0;
    for (int p = 0; p < slots.length; p++) {
      double weight = Math.exp((double) scores[p] - max);
      total += weight;
      for (int i = 0; i < shape.valueSize(); i++) {
        sums[i] += weight * storage.value(layer, slots[p], kvHead, i);
      }
    }
    for (int i = 0; i < shape.valueSize(); i++) {
      out.set(row, head * shape.valueSize() + i, (float) (sums[i] / total));
    }
  }
}
