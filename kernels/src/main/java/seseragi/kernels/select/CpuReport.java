package seseragi.kernels.select;

import java.util.List;
import java.util.Optional;
import seseragi.kernels.x64.CpuFeatures;
import seseragi.kernels.x64.X64Kernels;

/**
 * What the processor is, as far as it can be asked.
 *
 * @param name of the processor, or of its architecture
 * @param features that matter to the kernels, by their usual names; none where it cannot be asked
 * @param noMachineCode why no machine code can be used here; empty where it can
 */
public record CpuReport(String name, List<String> features, Optional<String> noMachineCode) {
  /** The features are copied. */
  public CpuReport {
    features = List.copyOf(features);
  }

  /** Asks this machine. */
  public static CpuReport ofThisMachine() {
    Optional<String> reason = Optional.empty();
    try {
      X64Kernels.requireMachineCode();
    } catch (UnsupportedOperationException e) {
      reason = Optional.of(e.getMessage());
    }
    try {
      CpuFeatures features = CpuFeatures.ofThisMachine();
      return new CpuReport(features.brand(), features.names(), reason);
    } catch (UnsupportedOperationException e) {
      return new CpuReport(System.getProperty("os.arch"), List.of(), reason);
    }
  }
}
