package seseragi.kernels.scalar;

import java.util.List;
import seseragi.kernels.AttentionBatch;
import seseragi.kernels.KvShape;
import seseragi.kernels.RopePairing;
import seseragi.kernels.host.HostKernels;
import seseragi.kernels.host.HostMatrix;
import seseragi.kernels.tensor.Tensor;

/**
 * The specification of every operation. Weights are dequantised to f32; a product adds up in the
 * order of the columns with one fused multiply-add each; sums inside norms and softmax are taken in
 * double precision.
 */
public final class ScalarKernels extends HostKernels<ScalarWeights, ScalarKv> {
  public ScalarKernels() {
    super(ScalarWeights.class, ScalarKv.class);
  }

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public int threads() {
    return 1;
  }

  @Override
  protected ScalarWeights load(List<Tensor> parts) {
    return new ScalarWeights(parts);
  }

  @Override
  protected void fill(Tensor tensor, HostMatrix out) {
    ScalarWeights weights = new ScalarWeights(List.of(tensor));
    for (int i = 0; i < out.rows(); i++) {
      copyRow(weights, i, out, i);
    }
  }

  @Override
  protected ScalarKv allocate(KvShape shape) {
    return new ScalarKv(shape);
  }

  @Override
  protected void computeGather(ScalarWeights table, int[] ids, int rows, HostMatrix out) {
    for (int i = 0; i < rows; i++) {
      copyRow(table, ids[i], out, i);
    }
  }

  private static void copyRow(ScalarWeights table, int row, HostMatrix out, int outRow) {
    float[] numbers = new float[table.columns()];
    table.row(row, numbers);
    out.write(outRow, numbers, 0);
  }

  @Override
  protected void computeMatmul(ScalarWeights weights, HostMatrix x, int rows, HostMatrix out) {
    float[] w = new float[weights.columns()];
    for (int r = 0; r < weights.rows(); r++) {
      weights.row(r, w);
      for (int i = 0; i < rows; i++) {
        float sum = 0;
        for (int k = 0; k < w.length; k++) {
          sum = Math.fma(w[k], x.at(i, k), sum);
        }
        out.set(i, r, sum);
      }
    }
  }

  @Override
  protected void computeAdd(HostMatrix x, HostMatrix y, int rows) {
    for (int i = 0; i < rows; i++) {
      for (int c = 0; c < x.columns(); c++) {
        x.set(i, c, x.at(i, c) + y.at(i, c));
      }
    }
  }

  @Override
  protected void computeAddBias(HostMatrix x, HostMatrix bias, int rows) {
    for (int i = 0; i < rows; i++) {
      for (int c = 0; c < x.columns(); c++) {
        x.set(i, c, x.at(i, c) + bias.at(0, c));
      }
    }
  }

  @Override
  protected void computeRmsNorm(
      HostMatrix x, HostMatrix weight, float epsilon, int rows, HostMatrix out) {
    int size = weight.columns();
    for (int i = 0; i < rows; i++) {
      for (int first = 0; first < x.columns(); first += size) {
        double squares = 0;
        for (int c = 0; c < size; c++) {
          squares += (double) x.at(i, first + c) * x.at(i, first + c);
        }
        float scale = (float) (1 / Math.sqrt(squares / size + epsilon));
        for (int c = 0; c < size; c++) {
          out.set(i, first + c, x.at(i, first + c) * scale * weight.at(0, c));
        }
      }
    }
  }

  @Override
  protected void computeRope(
      HostMatrix x, int headSize, RopePairing pairing, HostMatrix angles, int rows) {
    int pairs = angles.columns() / 2;
    for (int i = 0; i < rows; i++) {
      for (int head = 0; head < x.columns(); head += headSize) {
        for (int p = 0; p < pairs; p++) {
          int first = head + (pairing == RopePairing.NEIGHBOURS ? 2 * p : p);
          int second = pairing == RopePairing.NEIGHBOURS ? first + 1 : first + pairs;
          float a = x.at(i, first);
          float b = x.at(i, second);
          float cos = angles.at(i, p);
          float sin = angles.at(i, pairs + p);
          x.set(i, first, a * cos - b * sin);
          x.set(i, second, a * sin + b * cos);
        }
      }
    }
  }

  @Override
  protected void computeStoreKv(
      ScalarKv storage, int layer, HostMatrix keys, HostMatrix values, int[] slots, int rows) {
    KvShape shape = storage.shape();
    for (int i = 0; i < rows; i++) {
      for (int head = 0; head < shape.heads(); head++) {
        storage.setKey(layer, slots[i], head, keys, i);
        storage.setValue(layer, slots[i], head, values, i);
      }
    }
  }

  @Override
  protected void computeAttention(
      ScalarKv storage,
      int layer,
      HostMatrix queries,
      AttentionBatch batch,
      float scale,
      HostMatrix out) {
    ScalarAttention attention = new ScalarAttention(storage, layer, queries, scale, out);
    for (int s = 0; s < batch.sequences(); s++) {
      for (int i = 0; i < batch.rowCount(s); i++) {
        attention.row(batch, s, i);
      }
    }
  }

  @Override
  protected void computeSwiglu(HostMatrix gate, HostMatrix up, int rows, HostMatrix out) {
    for (int i = 0; i < rows; i++) {
      for (int c = 0; c < gate.columns(); c++) {
        float g = gate.at(i, c);
        float silu = (float) (g / (1 + Math.exp(-g)));
        out.set(i, c, silu * up.at(i, c));
      }
    }
  }

  @Override
  protected void computeSelect(HostMatrix x, int[] indices, int rows, HostMatrix out) {
    for (int i = 0; i < rows; i++) {
      for (int c = 0; c < x.columns(); c++) {
        out.set(i, c, x.at(indices[i], c));
      }
    }
  }

  @Override
  protected void computeParallel(int count, ParallelTask task) {
    for (int i = 0; i < count; i++) {
      task.run(i);
    }
  }
}
