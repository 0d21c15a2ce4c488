package seseragi.kernels;

/**
 * Shape of a KV cache.
 *
 * @param layers layers of the model
 * @param blocks blocks in the pool
 * @param blockSize tokens in a block
 * @param heads key/value heads of a layer
 * @param keySize numbers of one key
 * @param valueSize numbers of one value
 * @param type how the numbers are stored
 */
public record KvShape(
    int layers, int blocks, int blockSize, int heads, int keySize, int valueSize, KvType type) {
  public KvShape {
    if (layers < 1 || blocks < 1 || blockSize < 1 || heads < 1 || keySize < 1 || valueSize < 1) {
      throw new IllegalArgumentException("a KV cache has no empty dimension");
    }
    if (keySize % type.blockSize() != 0 || valueSize % type.blockSize() != 0) {
      throw new IllegalArgumentException(
          "keys of %d and values of %d numbers cannot be stored as %s, in blocks of %d"
              .formatted(keySize, valueSize, type, type.blockSize()));
    }
    Math.multiplyExact(blocks, blockSize); // slots are ints
  }

  /** Tokens that fit. */
  public int slots() {
    return blocks * blockSize;
  }

  /** Bytes that the keys and values of one token take over all layers. */
  public long bytesPerToken() {
    return (long) layers * heads * (type.bytes(keySize) + type.bytes(valueSize));
  }

  /** Bytes of one block over all layers. */
  public long bytesPerBlock() {
    return blockSize * bytesPerToken();
  }
}
