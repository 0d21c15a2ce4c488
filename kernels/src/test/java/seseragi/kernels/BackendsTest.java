package seseragi.kernels;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Nested;
import seseragi.kernels.scalar.ScalarKernels;
import seseragi.kernels.vector.VectorKernels;

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
}
