package seseragi.kernels.x64;

import seseragi.kernels.memory.ExecutableMemory;

/**
 * What it takes to make code: where it goes, the CPU that runs it, and the instructions it is made
 * of.
 */
record MachineCode(ExecutableMemory memory, CpuFeatures cpu, Level level) {
  /**
   * For this machine, with the best level that its CPU has.
   *
   * @throws UnsupportedOperationException with the reason, where machine code cannot be used
   */
  static MachineCode ofThisMachine() {
    CpuFeatures cpu = CpuFeatures.ofThisMachine();
    Level best =
        Level.best(cpu)
            .orElseThrow(
                () -> new UnsupportedOperationException(cpu.brand() + " has no AVX2 with FMA"));
    return new MachineCode(ExecutableMemory.ofThisSystem(), cpu, best);
  }

  /**
   * The same with another level.
   *
   * @throws UnsupportedOperationException if the CPU does not have it
   */
  MachineCode with(Level other) {
    if (!other.runsOn(cpu)) {
      throw new UnsupportedOperationException(cpu.brand() + " has no " + other);
    }
    return new MachineCode(memory, cpu, other);
  }
}
