package seseragi.kernels.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import seseragi.kernels.memory.ExecutableMemory;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class CpuFeaturesTest {
  static boolean cpuinfo() {
    return Files.isReadable(Path.of("/proc/cpuinfo"));
  }

  @Test
  @EnabledIf("cpuinfo")
  void agreesWithTheKernelOnWhatTheCpuCanDo() throws IOException {
    String text = Files.readString(Path.of("/proc/cpuinfo"));
    String line = text.lines().filter(l -> l.startsWith("flags")).findFirst().orElseThrow();
    Set<String> flags = Set.of(line.substring(line.indexOf(':') + 2).split(" ", -1));
    CpuFeatures cpu = CpuFeatures.detect(ExecutableMemory.ofThisSystem());
    assertEquals(flags.containsAll(Set.of("avx2", "fma", "f16c")), cpu.avx2());
    assertEquals(flags.contains("avx_vnni"), cpu.avxVnni());
    assertEquals(
        flags.containsAll(Set.of("avx512f", "avx512bw", "avx512dq", "avx512vl")), cpu.avx512());
    assertEquals(flags.contains("avx512_vnni"), cpu.avx512Vnni());
    assertFalse(cpu.brand().isEmpty());
  }
}
