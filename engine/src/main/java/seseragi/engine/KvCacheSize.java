package seseragi.engine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import seseragi.engine.model.Model;
import seseragi.engine.sampling.InvalidParameterException;
import seseragi.kernels.KvShape;
import seseragi.kernels.KvType;

/** How many blocks a KV cache gets. */
final class KvCacheSize {
  private static final int DEFAULT_CONTEXTS = 4;
  private static final int DEFAULT_MEMORY_SHARE = 4; // a quarter

  private KvCacheSize() {}

  /** As the options say, or by default 4 contexts, but at most a quarter of the memory. */
  static int blocks(Model model, int contextLength, EngineOptions options) {
    int blockSize = options.blockSize();
    requireWholeBlocks(model, options);
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

  private static void requireWholeBlocks(Model model, EngineOptions options) {
    KvType type = options.kvType();
    KvShape sizes = model.kvShape(1, 1, KvType.F16); // which holds any
    int multiple = type.blockSize();
    if (sizes.keySize() % multiple != 0 || sizes.valueSize() % multiple != 0) {
      throw new InvalidParameterException(
          "kv-cache-dtype",
          type.name().toLowerCase(Locale.ROOT),
          "f16 or f32, for this model has keys of %d and values of %d numbers, not multiples of %d"
              .formatted(sizes.keySize(), sizes.valueSize(), multiple));
    }
  }

  /** Memory of the machine, or of the container around it. */
  private static long memoryBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }
}
