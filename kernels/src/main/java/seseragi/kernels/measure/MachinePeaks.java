package seseragi.kernels.measure;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;
import seseragi.kernels.Kernels;

/** What a machine can do at most, measured with the threads of a backend: the best of 12 runs. */
public final class MachinePeaks {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final int RUNS = 12;
  private static final int STEPS = 2_000_000;
  private static final long CHUNK = 32L << 20; // bytes

  private MachinePeaks() {}

  /** Multiply-adds a second, twelve independent chains in registers. */
  public static double multiplyAdds(Kernels kernels) {
    float[] sink = new float[kernels.threads() * FLOATS.length()];
    double best = 0;
    for (int run = 0; run < RUNS; run++) {
      long start = System.nanoTime();
      kernels.parallel(kernels.threads(), thread -> chains(sink, thread * FLOATS.length()));
      double seconds = (System.nanoTime() - start) / 1e9;
      double operations = 12.0 * STEPS * FLOATS.length() * kernels.threads();
      best = Math.max(best, operations / seconds);
    }
    return best;
  }

  private static void chains(float[] sink, int at) {
    FloatVector m = FloatVector.broadcast(FLOATS, 0.999f);
    FloatVector b = FloatVector.broadcast(FLOATS, 0.5f);
    FloatVector a0 = b;
    FloatVector a1 = b;
    FloatVector a2 = b;
    FloatVector a3 = b;
    FloatVector a4 = b;
    FloatVector a5 = b;
    FloatVector a6 = b;
    FloatVector a7 = b;
    FloatVector a8 = b;
    FloatVector a9 = b;
    FloatVector a10 = b;
    FloatVector a11 = b;
    for (int i = 0; i < STEPS; i++) {
      a0 = a0.fma(m, b);
      a1 = a1.fma(m, b);
      a2 = a2.fma(m, b);
      a3 = a3.fma(m, b);
      a4 = a4.fma(m, b);
      a5 = a5.fma(m, b);
      a6 = a6.fma(m, b);
      a7 = a7.fma(m, b);
      a8 = a8.fma(m, b);
      a9 = a9.fma(m, b);
      a10 = a10.fma(m, b);
      a11 = a11.fma(m, b);
    }
    FloatVector sum = a0.add(a1).add(a2).add(a3).add(a4).add(a5);
    sum.add(a6).add(a7).add(a8).add(a9).add(a10).add(a11).intoArray(sink, at);
  }

  /** Bytes a second of a plain read of half a gigabyte. */
  public static double read(Kernels kernels) {
    int chunks = 16;
    long[] sink = new long[chunks];
    double best = 0;
    try (Arena arena = Arena.ofShared()) {
      MemorySegment[] memory = new MemorySegment[chunks];
      kernels.parallel(chunks, i -> memory[i] = arena.allocate(CHUNK, 64));
      for (int run = 0; run < RUNS; run++) {
        long start = System.nanoTime();
        kernels.parallel(chunks, i -> sink[i] = sum(memory[i]));
        best = Math.max(best, chunks * CHUNK / ((System.nanoTime() - start) / 1e9));
      }
    }
    return best;
  }

  private static long sum(MemorySegment memory) {
    LongVector a = LongVector.zero(LONGS);
    LongVector b = a;
    LongVector c = a;
    LongVector d = a;
    int step = LONGS.vectorByteSize();
    for (int i = 0; i < CHUNK; i += 4 * step) {
      a = a.add(load(memory, i));
      b = b.add(load(memory, i + step));
      c = c.add(load(memory, i + 2L * step));
      d = d.add(load(memory, i + 3L * step));
    }
    return a.add(b).add(c.add(d)).lane(0);
  }

  private static LongVector load(MemorySegment memory, long offset) {
    return LongVector.fromMemorySegment(LONGS, memory, offset, ByteOrder.LITTLE_ENDIAN);
  }
}
