package seseragi.kernels.host;

import seseragi.kernels.KvShape;
import seseragi.kernels.KvStorage;
import seseragi.kernels.memory.HostMemory;

/** Keys and values in memory of this machine; a backend chooses the layout. */
public abstract class HostKv implements KvStorage {
  private final KvShape shape;
  private final HostMemory memory = new HostMemory();
  private volatile boolean closed;

  protected HostKv(KvShape shape) {
    this.shape = shape;
  }

  /** Memory that lives until {@link #close()}. */
  protected final HostMemory memory() {
    return memory;
  }

  @Override
  public final KvShape shape() {
    return shape;
  }

  final boolean closed() {
    return closed;
  }

  @Override
  public final void close() {
    closed = true;
    memory.close();
  }
}
