package seseragi.kernels;

/**
 * Memory for the keys and values of all layers, addressed by slot: {@code slot = block * blockSize
 * + offset}. Knows nothing of requests, and does not say which slots are in use.
 */
public interface KvStorage extends AutoCloseable {
  KvShape shape();

  /** Gives the memory back. Idempotent. */
  @Override
  void close();
}
