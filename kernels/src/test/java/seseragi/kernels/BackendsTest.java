package seseragi.kernels;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import seseragi.kernels.host.WorkerPool;
import seseragi.kernels.scalar.ScalarKernels;
import seseragi.kernels.vector.VectorKernels;
import seseragi.kernels.x64.X64Kernels;

/** Every backend against the contract, at each register width that this machine has. */
class BackendsTest {
  private static Kernels vector(int bits, int threads) {
    assumeTrue(VectorKernels.preferredBits() >= bits, "registers of " + bits + " bits");
    return new VectorKernels(bits, threads);
  }

  @Nested
  class Scalar implements ProductContract, RowContract, AttentionContract, DoorContract {
    @Override
    public Kernels kernels(int threads) {
      return new ScalarKernels();
    }
  }

  @Nested
  class Vector128 implements ProductContract, RowContract, AttentionContract, DoorContract {
    @Override
    public Kernels kernels(int threads) {
      return vector(128, threads);
    }
  }

  @Nested
  class Vector256 implements ProductContract, RowContract, AttentionContract, DoorContract {
    @Override
    public Kernels kernels(int threads) {
      return vector(256, threads);
    }
  }

  @Nested
  class Vector512 implements ProductContract, RowContract, AttentionContract, DoorContract {
    @Override
    public Kernels kernels(int threads) {
      return vector(512, threads);
    }
  }

  @Nested
  class Avx512Vnni implements ProductContract, RowContract, AttentionContract, DoorContract {
    @Override
    public Kernels kernels(int threads) {
      return machineCode("avx512vnni", threads, true);
    }
  }

  @Nested
  class AvxVnni implements ProductContract, RowContract, AttentionContract, DoorContract {
    @Override
    public Kernels kernels(int threads) {
      return machineCode("avxvnni", threads, true);
    }
  }

  @Nested
  class Avx2 implements ProductContract, RowContract, AttentionContract, DoorContract {
    @Override
    public Kernels kernels(int threads) {
      return machineCode("avx2", threads, true);
    }
  }

  @Nested
  class WeightsInPlace implements ProductContract {
    @Override
    public Kernels kernels(int threads) {
      return machineCode("avx2", threads, false);
    }
  }

  private static Kernels machineCode(String level, int threads, boolean repack) {
    try {
      return X64Kernels.create(new WorkerPool(threads), Optional.of(level), repack, Set.of());
    } catch (UnsupportedOperationException e) {
      return abort(e.getMessage());
    }
  }
}
