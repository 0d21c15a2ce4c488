package seseragi.server.cli;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import seseragi.engine.EngineOptions;
import seseragi.kernels.KvType;
import seseragi.server.cli.HumanNumber.ByteSize;

/** Which model, and how the engine runs it. The names are those of {@link EngineOptions}. */
final class ModelOptions {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "FILE",
      description = "GGUF file; of a split model any part. Without it the built-in guide answers.")
  Path model;

  @Option(
      names = {"-c", "--ctx-size", "--max-model-len"},
      paramLabel = "TOKENS",
      description = "Longest prompt and answer together (default: the model's own).")
  int contextLength = EngineOptions.DEFAULTS.contextLength();

  @Option(
      names = "--kv-cache-size",
      paramLabel = "SIZE",
      description =
          "Memory for keys and values, as 2G or 512M; a bare number is in GB (default: what four"
              + " full contexts take, at most a quarter of the memory).")
  ByteSize kvCacheSize = new ByteSize(EngineOptions.DEFAULTS.kvCacheBytes());

  @Option(
      names = "--kv-cache-tokens",
      paramLabel = "TOKENS",
      description = "The same counted in tokens; wins over the size.")
  long kvCacheTokens = EngineOptions.DEFAULTS.kvCacheTokens();

  @Option(
      names = {"-ctk", "--kv-cache-dtype"},
      paramLabel = "TYPE",
      description =
          "How keys and values are stored: f16, f32 or q8_0, which takes 8.5 bits a number and"
              + " head sizes that are multiples of 32 (default: f16).")
  KvType kvType = EngineOptions.DEFAULTS.kvType();

  @Option(
      names = "--block-size",
      paramLabel = "TOKENS",
      description = "Tokens in a block of the KV cache (default: ${DEFAULT-VALUE}).")
  int blockSize = EngineOptions.DEFAULTS.blockSize();

  @Option(
      names = "--max-num-seqs",
      paramLabel = "N",
      description = "Most answers that are generated at once (default: ${DEFAULT-VALUE}).")
  int maxSequences = EngineOptions.DEFAULTS.maxSequences();

  @Option(
      names = "--max-queue",
      paramLabel = "N",
      description = "Most requests that wait; one more is refused (default: ${DEFAULT-VALUE}).")
  int maxQueue = EngineOptions.DEFAULTS.maxQueue();

  @Option(
      names = "--max-num-batched-tokens",
      paramLabel = "TOKENS",
      description = "Most tokens that are computed in one step (default: ${DEFAULT-VALUE}).")
  int maxBatchTokens = EngineOptions.DEFAULTS.maxBatchTokens();

  @Option(
      names = "--no-prefix-caching",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Compute the same beginning of prompts anew each time.")
  boolean noPrefixCaching;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "Threads that compute (default: one per core).")
  int threads = EngineOptions.DEFAULTS.threads();

  @Option(
      names = "--no-repack",
      fallbackValue = "true",
      defaultValue = "false",
      description =
          "Use weights as they lie in the file: starts at once and takes no memory for a copy, but"
              + " is slower.")
  boolean noRepack;

  @Mixin ChatTemplateOptions template;

  /**
   * For the engine.
   *
   * @throws seseragi.engine.sampling.InvalidParameterException named as the option is
   */
  EngineOptions engineOptions() {
    return new EngineOptions(
        contextLength,
        blockSize,
        kvCacheTokens,
        kvCacheSize.bytes(),
        kvType,
        maxSequences,
        maxQueue,
        maxBatchTokens,
        !noPrefixCaching,
        threads,
        EngineOptions.DEFAULTS.maxPendingBytes(),
        !noRepack);
  }
}
