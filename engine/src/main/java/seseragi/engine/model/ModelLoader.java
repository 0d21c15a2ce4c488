package seseragi.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import seseragi.engine.gguf.GgufFile;
import seseragi.engine.gguf.ModelFormatException;
import seseragi.engine.model.TensorLoader.Part;
import seseragi.kernels.Kernels;
import seseragi.kernels.Weights;

/** Makes a model out of a file. */
public final class ModelLoader {
  private static final Map<String, Family> FAMILIES =
      new TreeMap<>(Map.of("llama", new Llama(), "qwen2", new Qwen2(), "qwen3", new Qwen3()));

  /** Keys that change the arithmetic, and that no family here knows. */
  private static final List<String> UNKNOWN_ARITHMETIC =
      List.of(
          "attention.scale",
          "attention.clamp_kqv",
          "attention.max_alibi_bias",
          "attn_logit_softcapping",
          "final_logit_softcapping",
          "embedding_scale",
          "residual_scale",
          "logit_scale",
          "rope.scaling.yarn_ext_factor",
          "rope.scaling.yarn_log_multiplier");

  private ModelLoader() {}

  /**
   * Loads a model. The model uses both the file and the kernels and owns neither: close the model
   * first, then the kernels, then the file.
   *
   * @throws ModelFormatException if the architecture, a variant of it or a tensor is not supported,
   *     if the file contradicts itself, or if it changes while it is read
   */
  public static Model load(
      GgufFile file, Kernels kernels, ModelOptions options, LoadProgress progress) {
    try {
      return loadChecked(file, kernels, options, progress);
    } catch (InternalError e) { // what the JVM throws when a mapped page is gone
      ModelFormatException changed =
          new ModelFormatException(
              file.path(),
              -1,
              "",
              "the file was truncated while it was read. "
                  + "Download it again, and do not replace a model file in use.");
      changed.initCause(e);
      throw changed;
    }
  }

  private static Model loadChecked(
      GgufFile file, Kernels kernels, ModelOptions options, LoadProgress progress) {
    String architecture = file.metadata().string("general.architecture");
    Family family = family(file, architecture);
    ArchitectureKeys keys = new ArchitectureKeys(file.metadata(), architecture);
    HyperParameters sizes = HyperParameters.of(file, keys);
    TensorLoader tensors = new TensorLoader(file, kernels, progress);
    RopeScaling scaling = RopeScaling.of(keys, sizes, tensors, file);
    ModelOptions settled = settle(options, keys, sizes, scaling);
    refuseUnknownArithmetic(keys, settled);

    Scratch scratch = new Scratch(kernels, settled.maxBatchTokens());
    Blocks blocks = new Blocks(kernels, file, sizes, scaling, tensors, scratch);
    Weights embedding =
        tensors.weights(sizes.embedding(), new Part("token_embd", sizes.vocabulary()));
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < sizes.layers(); i++) {
      layers.add(family.layer(blocks, i));
    }
    OutputHead head = head(kernels, sizes, tensors, embedding, settled.maxBatchTokens());
    tensors.checkAllUsed();
    return new DecoderModel(kernels, sizes, settled, embedding, blocks.ropes(), layers, head);
  }

  private static Family family(GgufFile file, String architecture) {
    Family family = FAMILIES.get(architecture);
    if (family == null) {
      throw file.metadata()
          .refuse(
              "general.architecture",
              "the architecture '%s' is not supported yet, only %s"
                  .formatted(
                      ModelFormatException.printable(architecture),
                      String.join(", ", FAMILIES.keySet())));
    }
    return family;
  }

  /** The context that will be served: never longer than what the model was made for. */
  private static ModelOptions settle(
      ModelOptions options, ArchitectureKeys keys, HyperParameters sizes, RopeScaling scaling) {
    int longest =
        (int) Math.min(Integer.MAX_VALUE, Math.max(sizes.trainedContext(), scaling.reach()));
    if (options.contextLength() > longest) {
      throw keys.refuse(
          "context_length",
          "the model was made for %d tokens, %d were asked for. Ask for a context of at most %d."
              .formatted(longest, options.contextLength(), longest));
    }
    int context = options.contextLength() == 0 ? longest : options.contextLength();
    return new ModelOptions(context, options.maxBatchTokens());
  }

  private static void refuseUnknownArithmetic(ArchitectureKeys keys, ModelOptions options) {
    for (String name : UNKNOWN_ARITHMETIC) {
      if (keys.has(name)) {
        throw keys.refuse(
            name,
            "the key changes the arithmetic in a way that is not supported yet for '%s'"
                .formatted(keys.architecture()));
      }
    }
    int window = keys.integer("attention.sliding_window", 0, Integer.MAX_VALUE, 0);
    if (window > 0 && window < options.contextLength()) {
      throw keys.refuse(
          "attention.sliding_window",
          "a window of %d tokens is not supported yet. Ask for a context of at most %d."
              .formatted(window, window));
    }
  }

  /** The output matrix is its own, or that of the embedding (tied). */
  private static OutputHead head(
      Kernels kernels,
      HyperParameters sizes,
      TensorLoader tensors,
      Weights embedding,
      int maxRows) {
    Norm norm =
        new Norm(kernels, tensors.vector("output_norm.weight", sizes.embedding()), sizes.epsilon());
    Linear output =
        tensors.has("output.weight")
            ? tensors.linear(sizes.embedding(), new Part("output", sizes.vocabulary()))
            : new Linear(kernels, embedding, Optional.empty());
    return new OutputHead(kernels, norm, output, maxRows);
  }
}
