package seseragi.engine;

import seseragi.engine.sampling.InvalidParameterException;
import seseragi.kernels.KvType;

/**
 * How an engine is set up.
 *
 * @param contextLength longest sequence served; 0 for the model's own
 * @param blockSize tokens in a KV block
 * @param kvCacheTokens tokens in the KV cache; 0 to use {@code kvCacheBytes}
 * @param kvCacheBytes size of the KV cache; 0 for a default: what fits 4 full contexts, at most a
 *     quarter of the machine's memory
 * @param kvType how keys and values are stored; {@link KvType#Q8_0} takes heads whose sizes are
 *     multiples of 32
 * @param maxSequences most sequences that run at once
 * @param maxQueue most requests that wait
 * @param maxBatchTokens token budget of a step: all decode rows, then prefill chunks
 * @param prefixCache whether blocks of equal prompt beginnings are shared and kept
 * @param threads threads that compute; 0 for one per core
 * @param maxPendingBytes text that may wait for a slow reader before its request is ended
 * @param repack whether weights are brought into the layout that is fastest, in memory of their
 *     own; if not, machine code takes them from the file's pages as they are, which is slower
 */
public record EngineOptions(
    int contextLength,
    int blockSize,
    long kvCacheTokens,
    long kvCacheBytes,
    KvType kvType,
    int maxSequences,
    int maxQueue,
    int maxBatchTokens,
    boolean prefixCache,
    int threads,
    int maxPendingBytes,
    boolean repack) {

  /** Sensible for most machines. */
  public static final EngineOptions DEFAULTS =
      new EngineOptions(0, 16, 0, 0, KvType.F16, 256, 512, 512, true, 0, 1 << 20, true);

  public EngineOptions {
    check("ctx-size", contextLength, contextLength >= 0, "0 (the model's own) or more");
    check("block-size", blockSize, blockSize >= 1 && blockSize <= 1024, "1 to 1024");
    check("kv-cache-tokens", kvCacheTokens, kvCacheTokens >= 0, "0 (by size) or more");
    check("kv-cache-size", kvCacheBytes, kvCacheBytes >= 0, "0 (automatic) or more");
    check("max-num-seqs", maxSequences, maxSequences >= 1 && maxSequences <= 65_536, "1 to 65536");
    check("max-queue", maxQueue, maxQueue >= 0, "0 or more");
    check(
        "max-num-batched-tokens",
        maxBatchTokens,
        maxBatchTokens >= 1 && maxBatchTokens <= 65_536,
        "1 to 65536");
    check("threads", threads, threads >= 0 && threads <= 1024, "0 (one per core) to 1024");
    check("max-pending-bytes", maxPendingBytes, maxPendingBytes >= 1024, "1024 or more");
  }

  private static void check(String option, Object value, boolean valid, String expected) {
    if (!valid) {
      throw new InvalidParameterException(option, value, expected);
    }
  }
}
