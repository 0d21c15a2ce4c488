package seseragi.engine.model;

import seseragi.engine.gguf.GgufFile;
import seseragi.engine.gguf.ModelFormatException;
import seseragi.kernels.Matrix;
import seseragi.kernels.tensor.Tensor;

/**
 * Rotary embedding as a file describes it: how much of a head is rotated, and how the angles were
 * stretched to reach a longer context.
 *
 * @param rotated numbers of a head that are rotated
 * @param reach longest sequence that the scaling was made for; 0 if it says nothing about that
 */
record RopeScaling(int rotated, RopeFrequencies frequencies, long reach) {
  private static final String DIVISORS = "rope_freqs.weight";
  private static final double MAX_FACTOR = 1 << 16;
  private static final int MAX_CONTEXT = 1 << 28;

  static RopeScaling of(
      ArchitectureKeys keys, HyperParameters sizes, TensorLoader tensors, GgufFile file) {
    int rotated = keys.integer("rope.dimension_count", 2, sizes.keySize(), sizes.keySize());
    if (rotated % 2 != 0) {
      throw keys.refuse("rope.dimension_count", rotated + " numbers cannot be rotated in pairs");
    }
    double base = keys.number("rope.freq_base", 1.001, 1e18, 10_000);
    RopeFrequencies plain = RopeFrequencies.of(rotated, base);
    if (file.findTensor(DIVISORS).isPresent()) {
      plain = plain.dividedBy(divisors(file, tensors, rotated / 2));
    }
    return scaled(keys, sizes, plain, rotated, base);
  }

  private static RopeScaling scaled(
      ArchitectureKeys keys,
      HyperParameters sizes,
      RopeFrequencies plain,
      int rotated,
      double base) {
    double factor = factor(keys);
    double magnitude = keys.number("rope.scaling.attn_factor", 0, MAX_FACTOR, 1);
    String type = keys.string("rope.scaling.type", "linear");
    return switch (type) {
      case "none" -> new RopeScaling(rotated, plain.scaled(magnitude), 0);
      case "linear" -> new RopeScaling(rotated, plain.linear(factor).scaled(magnitude), 0);
      case "yarn" -> {
        int original =
            keys.integer(
                "rope.scaling.original_context_length", 1, MAX_CONTEXT, sizes.trainedContext());
        RopeFrequencies stretched = yarn(keys, plain, factor, original, base);
        yield new RopeScaling(rotated, stretched.scaled(magnitude), Math.round(original * factor));
      }
      default ->
          throw keys.refuse(
              "rope.scaling.type",
              "'%s' is not supported yet, only none, linear and yarn"
                  .formatted(ModelFormatException.printable(type)));
    };
  }

  private static RopeFrequencies yarn(
      ArchitectureKeys keys, RopeFrequencies plain, double factor, int original, double base) {
    double betaFast = keys.number("rope.scaling.yarn_beta_fast", 0, MAX_FACTOR, 32);
    double betaSlow = keys.number("rope.scaling.yarn_beta_slow", 0, MAX_FACTOR, 1);
    double magnitude = keys.number("rope.scaling.yarn_attn_factor", 0, MAX_FACTOR, 1);
    return plain.yarn(factor, original, base, betaFast, betaSlow).scaled(magnitude);
  }

  private static double factor(ArchitectureKeys keys) {
    String name = keys.has("rope.scaling.factor") ? "rope.scaling.factor" : "rope.scale_linear";
    double factor = keys.number(name, 0, MAX_FACTOR, 1);
    return factor == 0 ? 1 : factor; // 0 is written for 'no scaling'
  }

  private static float[] divisors(GgufFile file, TensorLoader tensors, int count) {
    Tensor tensor = file.tensor(DIVISORS);
    Matrix loaded = tensors.vector(DIVISORS, count);
    float[] divisors = new float[count];
    loaded.read(0, divisors, 0);
    for (float divisor : divisors) {
      if (!(divisor > 0)) {
        throw file.refuse(tensor.name(), "a divisor is " + divisor + ", more than 0 is needed");
      }
    }
    return divisors;
  }
}
