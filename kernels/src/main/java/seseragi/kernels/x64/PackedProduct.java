package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import seseragi.kernels.host.HostMatrix;
import seseragi.kernels.host.Ranges;
import seseragi.kernels.host.Shares;
import seseragi.kernels.host.WorkerPool;
import seseragi.kernels.memory.HostMemory;

/**
 * {@code out = x * weights^T}: the rows of x are packed in groups, then each worker multiplies its
 * share of the tiles. One group meets one tile after the other, as they lie in memory. Where there
 * are several, each meets a few tiles before these leave the cache, so that weights are read from
 * memory once.
 */
final class PackedProduct implements AutoCloseable {
  private static final int TILE_BYTES = PackedFormat.ROWS * Float.BYTES;
  private static final int MOST_OUTPUTS = 32; // tiles of outputs of a call
  private static final int MOST_TILES = 4; // of a call
  private static final int MOST_CALLS = 8; // of a run with the same group
  private static final int APART = 16; // ints, so that workers write to cache lines of their own

  /** Packed activations that stay in the second-level cache beside the tiles of a run. */
  private static final long CHUNK_BYTES = 128 << 10;

  private final MachineCode machine;
  private final WorkerPool pool;
  private final Arena code = Arena.ofShared();
  private final Map<PackedFormat, KernelTable> kernels = new EnumMap<>(PackedFormat.class);
  private final TileScratch unpacked;
  private final MemorySegment[] scratch; // [threads] outputs of a tile that is not full
  private final PackedActivations packed;
  private final WorkerPool.Task packTask = this::pack;
  private final WorkerPool.Task multiplyTask = this::multiply;
  private final Ranges calls = new Ranges(); // of the parts: so many times the tiles of a call
  private final Shares shares; // of the calls
  private final int[] reached; // [threads * APART] the call after a worker's last run

  // the product under way
  private X64Weights weights;
  private HostMatrix x;
  private HostMatrix out;
  private int tiles; // of a call
  private int most; // calls of a run
  private int chunk; // groups that stay in the cache while the tiles of a run pass

  PackedProduct(MachineCode machine, WorkerPool pool, TileScratch unpacked) {
    this.machine = machine;
    this.pool = pool;
    this.unpacked = unpacked;
    TokenPacker packer = new TokenPacker(machine.memory(), code);
    packed = new PackedActivations(KernelTable.maxTokens(machine.level()), packer);
    shares = new Shares(pool.threads());
    reached = new int[pool.threads() * APART];
    scratch = new MemorySegment[pool.threads()];
    for (int i = 0; i < scratch.length; i++) {
      scratch[i] = code.allocate((long) MOST_OUTPUTS * TILE_BYTES, HostMemory.ALIGNMENT);
    }
  }

  /** Makes room for the kernels that these weights need, and to pack them. */
  void prepare(X64Weights weights) {
    unpacked.reserve(weights.scratchBytes(MOST_TILES * MOST_CALLS));
    for (X64Weights.Part part : weights.parts()) {
      kernels.computeIfAbsent(part.format(), format -> new KernelTable(machine, format, code));
    }
  }

  void compute(X64Weights weights, HostMatrix x, int rows, HostMatrix out) {
    if (rows == 0) {
      return;
    }
    this.weights = weights;
    this.x = x;
    this.out = out;
    packed.begin(rows, weights);
    pool.run(packed.tasks(), packTask);
    boolean one = packed.groups() == 1;
    tiles = one ? 1 : KernelTable.maxTiles(machine.level(), packed.largestGroup());
    most = !one ? MOST_CALLS : weights.inPlace() ? MOST_TILES : MOST_TILES * MOST_CALLS;
    chunk = Math.max(1, (int) (CHUNK_BYTES / packed.groupBytes()));
    calls.clear();
    for (int i = 0; i < weights.parts().size(); i++) {
      X64Weights.Part part = weights.parts().get(i);
      kernels.get(part.format()).prepare(packed.largestGroup(), tiles, !one);
      kernels.get(part.format()).prepare(packed.smallestGroup(), tiles, !one);
      calls.add(Math.ceilDiv(part.tiles(), tiles));
    }
    shares.deal(calls.total());
    Arrays.fill(reached, -1);
    pool.run(Math.min(pool.threads(), calls.total()), multiplyTask);
  }

  private void pack(int index, int worker) {
    packed.pack(index, x);
  }

  /** Takes a worker's share, and then of the others'. */
  private void multiply(int index, int worker) {
    long run = shares.take(worker, most);
    while (run != Shares.NONE) {
      run(Shares.first(run), Shares.end(run), worker);
      run = shares.take(worker, most);
    }
  }

  private void run(int from, int to, int worker) {
    boolean cold = reached[worker * APART] != from;
    reached[worker * APART] = to;
    int at = from;
    while (at < to) {
      int owner = calls.owner(at);
      X64Weights.Part part = weights.parts().get(owner);
      int end = Math.min(to, calls.first(owner) + calls.count(owner));
      int first = (at - calls.first(owner)) * tiles;
      int count = Math.min((end - at) * tiles, part.tiles() - first);
      if (packed.groups() == 1) {
        stream(part, first, count, worker);
      } else {
        passGroups(part, first, count, cold || at > from, worker);
      }
      at = end;
    }
  }

  /** The only group, one tile after the other. */
  private void stream(X64Weights.Part part, int first, int count, int worker) {
    long address = part.tiles(first, count, worker, unpacked.of(worker)).address();
    int whole = Math.min(count, part.rows() / PackedFormat.ROWS - first);
    if (whole > 0) {
      multiply(part, first, 1, whole, address, 0, 0, worker);
    }
    if (whole < count) {
      long rest = address + whole * part.tileBytes();
      multiply(part, first + whole, 1, 1, rest, 0, 0, worker);
    }
  }

  /** Groups, as many at a time as stay in the cache, past the tiles of a run. */
  private void passGroups(X64Weights.Part part, int first, int count, boolean cold, int worker) {
    long address = part.tiles(first, count, worker, unpacked.of(worker)).address();
    for (int group = 0; group < packed.groups(); group += chunk) {
      int end = Math.min(group + chunk, packed.groups());
      for (int tile = 0; tile < count; tile += tiles) {
        int some = Math.min(tiles, count - tile);
        long tileAddress = address + tile * part.tileBytes();
        long next = address + next(part, first, count, tile, group) * part.tileBytes();
        int begin = group; // of bringing near, in two halves, what comes next
        if (group == 0 && tile == 0 && (cold || part.inPlace())) { // itself is not near yet
          multiply(part, first, some, 1, tileAddress, 0, 0, worker);
          begin = 1;
        }
        for (int g = begin; g < end; g++) {
          long near = next + (g == begin + 1 ? tiles * part.tileBytes() / 2 : 0);
          multiply(part, first + tile, some, 1, tileAddress, g, near, worker);
        }
      }
    }
  }

  /**
   * Which tiles, counted from the run's first, come after those from {@code tile} on: the run's
   * next as the first chunk of groups passes, at the end the tiles behind the run, which this
   * worker will probably have next; else the same, which are near already.
   */
  private int next(X64Weights.Part part, int first, int count, int tile, int group) {
    if (tile + tiles < count) {
      return group == 0 ? tile + tiles : tile;
    }
    boolean last = group + chunk >= packed.groups();
    return last && first + count < part.tiles() && !part.inPlace() ? count : tile;
  }

  /**
   * A call: one group with {@code repeats} times {@code some} tiles, from {@code first} on.
   *
   * @param address of the first of the tiles
   * @param near what to bring near meanwhile, or 0
   */
  private void multiply(
      X64Weights.Part part,
      int first,
      int some,
      int repeats,
      long address,
      int group,
      long near,
      int worker) {
    KernelTable table = kernels.get(part.format());
    int tokens = packed.size(group);
    long x = packed.address(part.format(), group);
    int row = packed.firstRow(group);
    int from = first * PackedFormat.ROWS;
    int column = part.firstRow() + from;
    if (from + some * repeats * PackedFormat.ROWS <= part.rows()) {
      long stride = out.offset(1) - out.offset(0);
      long target = out.data().address() + out.offset(row) + (long) column * Float.BYTES;
      table.run(part, tokens, some, repeats, address, x, target, stride, near);
    } else {
      long stride = (long) some * TILE_BYTES;
      MemorySegment result = scratch[worker];
      table.run(part, tokens, some, repeats, address, x, result.address(), stride, near);
      copy(result, stride, tokens, row, column, part.rows() - from);
    }
  }

  private void copy(MemorySegment from, long stride, int tokens, int row, int column, int count) {
    for (int token = 0; token < tokens; token++) {
      long to = out.offset(row + token) + (long) column * Float.BYTES;
      MemorySegment.copy(from, JAVA_FLOAT, token * stride, out.data(), JAVA_FLOAT, to, count);
    }
  }

  /** Gives the code back; no product may be under way. */
  @Override
  public void close() {
    packed.close();
    if (code.scope().isAlive()) {
      code.close();
    }
  }
}
