package seseragi.kernels.x64;

import java.lang.foreign.MemorySegment;
import seseragi.kernels.host.HostMatrix;
import seseragi.kernels.memory.HostMemory;

/**
 * The rows of a matrix in groups of up to {@code maxTokens}, as {@link PackedTokens} lays them out:
 * once for each kind of corrections that the weights at hand need. The memory grows to the largest
 * matrix and is kept.
 */
final class PackedActivations implements AutoCloseable {
  private final int maxTokens; // of a group
  private final TokenPacker packer;
  private HostMemory memory = new HostMemory();
  private MemorySegment data = MemorySegment.NULL;

  private final PackedFormat[] kinds = new PackedFormat[PackedFormat.values().length];
  private int kindCount;
  private int rows;
  private int blocks;
  private int groups;

  PackedActivations(int maxTokens, TokenPacker packer) {
    this.maxTokens = maxTokens;
    this.packer = packer;
  }

  /** Makes room for {@code rows} rows that will be multiplied with {@code weights}. */
  void begin(int rows, X64Weights weights) {
    this.rows = rows;
    blocks = weights.columns() / PackedFormat.BLOCK;
    groups = Math.ceilDiv(rows, maxTokens);
    kindCount = 0;
    for (int i = 0; i < weights.parts().size(); i++) {
      PackedFormat format = weights.parts().get(i).format();
      if (kind(format) < 0) {
        kinds[kindCount++] = format;
      }
    }
    long needed = kindCount * kindBytes();
    if (needed > data.byteSize()) {
      memory.close();
      memory = new HostMemory();
      data = memory.allocate(needed);
    }
  }

  /** Which of the copies serves a format, or -1 if none does. */
  private int kind(PackedFormat format) {
    for (int i = 0; i < kindCount; i++) {
      if (kinds[i].sameCorrections(format)) {
        return i;
      }
    }
    return -1;
  }

  private long kindBytes() {
    return rows * PackedTokens.bytes(blocks, 1);
  }

  int groups() {
    return groups;
  }

  /** Bytes of the largest group. */
  long groupBytes() {
    return PackedTokens.bytes(blocks, largestGroup());
  }

  /** Rows of the largest group; the others have one less at most. */
  int largestGroup() {
    return Math.ceilDiv(rows, groups);
  }

  int smallestGroup() {
    return rows / groups;
  }

  int firstRow(int group) {
    return (int) ((long) rows * group / groups);
  }

  int size(int group) {
    return firstRow(group + 1) - firstRow(group);
  }

  /** Address of a group, for weights of this format. */
  long address(PackedFormat format, int group) {
    return data.address() + offset(kind(format), group);
  }

  private long offset(int kind, int group) {
    return kind * kindBytes() + firstRow(group) * PackedTokens.bytes(blocks, 1);
  }

  /** Tasks of {@link #pack}: a group each. */
  int tasks() {
    return groups * kindCount;
  }

  void pack(int task, HostMatrix x) {
    int group = task / kindCount;
    PackedFormat format = kinds[task % kindCount];
    int tokens = size(group);
    long bytes = PackedTokens.bytes(blocks, tokens);
    MemorySegment target = data.asSlice(offset(task % kindCount, group), bytes);
    for (int token = 0; token < tokens; token++) {
      long from = x.offset(firstRow(group) + token);
      packer.pack(format, x.data(), from, blocks, target, tokens, token);
    }
  }

  @Override
  public void close() {
    memory.close();
  }
}
