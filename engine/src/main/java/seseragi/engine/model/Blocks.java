package seseragi.engine.model;

import java.util.ArrayList;
import java.util.List;
import seseragi.engine.gguf.GgufFile;
import seseragi.engine.model.TensorLoader.Part;
import seseragi.kernels.Kernels;
import seseragi.kernels.RopePairing;

/** Loads the blocks that families are made of. */
final class Blocks {
  private final Kernels kernels;
  private final GgufFile file;
  private final HyperParameters sizes;
  private final RopeScaling scaling;
  private final TensorLoader tensors;
  private final Scratch scratch;
  private final List<Rope> ropes = new ArrayList<>();

  Blocks(
      Kernels kernels,
      GgufFile file,
      HyperParameters sizes,
      RopeScaling scaling,
      TensorLoader tensors,
      Scratch scratch) {
    this.kernels = kernels;
    this.file = file;
    this.sizes = sizes;
    this.scaling = scaling;
    this.tensors = tensors;
    this.scratch = scratch;
  }

  HyperParameters sizes() {
    return sizes;
  }

  /** A norm of the residual stream. */
  Norm norm(int layer, String name) {
    return norm(layer, name, sizes.embedding());
  }

  /** A norm of {@code columns} numbers, such as one head. */
  Norm norm(int layer, String name, int columns) {
    return new Norm(
        kernels, tensors.vector(name(layer, name) + ".weight", columns), sizes.epsilon());
  }

  /** The embedding rotated as the file says; the same object for the same pairing. */
  Rope rope(RopePairing pairing) {
    for (Rope rope : ropes) {
      if (rope.pairing() == pairing) {
        return rope;
      }
    }
    Rope rope = new Rope(kernels, pairing, scaling.frequencies(), scratch.maxRows());
    ropes.add(rope);
    return rope;
  }

  /** All that {@link #rope} gave out: their angles have to be prepared for every batch. */
  List<Rope> ropes() {
    return ropes;
  }

  /** Attention with matrices for queries, keys and values; biases are optional. */
  Attention attention(int layer) {
    Linear input =
        tensors.linear(
            sizes.embedding(),
            new Part(name(layer, "attn_q"), sizes.queryColumns()),
            new Part(name(layer, "attn_k"), sizes.keyColumns()),
            new Part(name(layer, "attn_v"), sizes.valueColumns()));
    Linear output =
        tensors.linear(
            sizes.attendedColumns(), new Part(name(layer, "attn_output"), sizes.embedding()));
    return new Attention(layer, sizes, input, output, scratch);
  }

  /** Gated feed-forward part with matrices for gate, up and down; biases are optional. */
  SwiGlu swiGlu(int layer) {
    Linear input =
        tensors.linear(
            sizes.embedding(),
            new Part(name(layer, "ffn_gate"), sizes.feedForward()),
            new Part(name(layer, "ffn_up"), sizes.feedForward()));
    Linear output =
        tensors.linear(sizes.feedForward(), new Part(name(layer, "ffn_down"), sizes.embedding()));
    return new SwiGlu(sizes.feedForward(), input, output, scratch);
  }

  /** Refuses a file without a tensor that its family always has. */
  void require(int layer, String tensor) {
    file.tensor(name(layer, tensor));
  }

  /** Leaves out a tensor that some converters write and nobody needs. */
  void ignore(int layer, String tensor) {
    tensors.ignore(name(layer, tensor));
  }

  private static String name(int layer, String name) {
    return "blk." + layer + "." + name;
  }
}
