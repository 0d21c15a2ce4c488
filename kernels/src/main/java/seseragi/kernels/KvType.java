package seseragi.kernels;

/** How keys and values are stored in the KV cache. */
public enum KvType {
  F16(2),
  F32(4);

  private final int bytes;

  KvType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }
}
