package seseragi.engine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import seseragi.engine.model.Model;
import seseragi.engine.sampling.InvalidParameterException;

/** How many blocks a KV cache gets. */
final class KvCacheSize {
  private static final int DEFAULT_CONTEXTS = 4;
  private static final int DEFAULT_MEMORY_SHARE = 4; // a quarter

  private KvCacheSize() {}

  /** As the options say, or by default 4 contexts, but at most a quarter of the memory. */
  static int blocks(Model model, int contextLength, EngineOptions options) {
    int blockSize = options.blockSize();
    long bytesPerBlock = model.kvShape(1, blockSize, options.kvType()).bytesPerBlock();
    long blocks;
    if (options.kvCacheTokens() > 0) {
      blocks = Math.ceilDiv(options.kvCacheTokens(), blockSize);
    } else if (options.kvCacheBytes() > 0) {
      blocks = options.kvCacheBytes() / bytesPerBlock;
    } else {
      long wanted = Math.ceilDiv((long) DEFAULT_CONTEXTS * contextLength, blockSize);
      blocks = Math.min(wanted, memoryBytes() / DEFAULT_MEMORY_SHARE / bytesPerBlock);
    }
    if (blocks < 1) {
      throw new InvalidParameterException(
          "kv-cache-size",
          options.kvCacheBytes() + " bytes",
          "at least one block of %d tokens, %d bytes".formatted(blockSize, bytesPerBlock));
    }
    return (int) Math.min(blocks, (Integer.MAX_VALUE - 8) / blockSize); // slots are ints
  }

  /** Memory of the machine, or of the container around it. */
  private static long memoryBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }
}
