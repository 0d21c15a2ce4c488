package seseragi.engine;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import seseragi.engine.gguf.GgufFile;
import seseragi.engine.gguf.GgufMetadata;
import seseragi.engine.model.LoadProgress;
import seseragi.engine.model.Model;
import seseragi.engine.model.ModelLoader;
import seseragi.engine.model.ModelOptions;
import seseragi.engine.tokenizer.Tokenizer;
import seseragi.engine.tokenizer.Tokenizers;
import seseragi.kernels.Kernels;
import seseragi.kernels.select.KernelSelection;

/** From a model file to an engine. */
final class EngineOpener {
  private static final String TEMPLATE = "tokenizer.chat_template";

  private EngineOpener() {}

  static Engine open(
      Path path,
      EngineOptions options,
      LoadProgress progress,
      UnaryOperator<Kernels> around,
      Optional<Kernels> neighbour) {
    Resources resources = new Resources();
    try {
      GgufFile file = resources.add(GgufFile.open(path));
      Tokenizer tokenizer = Tokenizers.of(file.metadata());
      KernelSelection selection =
          KernelSelection.create(options.threads(), options.repack(), neighbour);
      Kernels kernels = around.apply(resources.add(selection.kernels()));
      ModelOptions modelOptions =
          new ModelOptions(options.contextLength(), options.maxBatchTokens());
      Model model = resources.add(ModelLoader.load(file, kernels, modelOptions, progress));
      return new LocalEngine(
          EngineParts.of(model, tokenizer, options),
          info(file, model),
          Optional.of(selection),
          resources);
    } catch (Throwable failure) {
      closeAfter(failure, resources);
      throw failure;
    }
  }

  private static void closeAfter(Throwable failure, Resources resources) {
    try {
      resources.close();
    } catch (IllegalStateException further) {
      failure.addSuppressed(further);
    }
  }

  private static ModelInfo info(GgufFile file, Model model) {
    GgufMetadata metadata = file.metadata();
    String architecture = metadata.string("general.architecture");
    String fileName = file.path().getFileName().toString();
    long trained = metadata.integer(architecture + ".context_length", model.contextLength());
    return new ModelInfo(
        metadata.string("general.name", fileName.replaceFirst("\\.gguf$", "")),
        architecture,
        file.path(),
        file.bytes(),
        file.parameters(),
        file.mainType().map(Enum::name).orElse("none"),
        model.contextLength(),
        Math.toIntExact(Math.min(trained, Integer.MAX_VALUE)),
        model.vocabularySize(),
        templates(metadata));
  }

  /** {@code tokenizer.chat_template}, and those that have a name behind it. */
  private static Map<String, String> templates(GgufMetadata metadata) {
    Map<String, String> templates = new TreeMap<>();
    for (String key : metadata.keys()) {
      if (key.equals(TEMPLATE)) {
        templates.put("default", metadata.string(key));
      } else if (key.startsWith(TEMPLATE + ".")) {
        templates.put(key.substring(TEMPLATE.length() + 1), metadata.string(key));
      }
    }
    return templates;
  }
}
