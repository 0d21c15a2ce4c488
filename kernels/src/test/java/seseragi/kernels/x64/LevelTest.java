package seseragi.kernels.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LevelTest {
  private static CpuFeatures cpu(boolean avx2, boolean avxVnni, boolean avx512Vnni) {
    return new CpuFeatures("a CPU", avx2, avxVnni, avx512Vnni, avx512Vnni);
  }

  @Test
  void theFastestThatTheCpuHasIsTheBest() {
    assertEquals(Optional.of(Level.AVX512_VNNI), Level.best(cpu(true, true, true)));
    assertEquals(Optional.of(Level.AVX_VNNI), Level.best(cpu(true, true, false)));
    assertEquals(Optional.of(Level.AVX2), Level.best(cpu(true, false, false)));
    assertEquals(Optional.empty(), Level.best(cpu(false, false, false)));
  }

  @Test
  void levelsAreNamedAsOnTheCommandLine() {
    assertEquals(Optional.of(Level.AVX512_VNNI), Level.named("avx512vnni"));
    assertEquals(Optional.of(Level.AVX_VNNI), Level.named("avxvnni"));
    assertEquals(Optional.of(Level.AVX2), Level.named("avx2"));
    assertEquals(Optional.empty(), Level.named("AVX2"));
  }

  @Test
  void vnniWithoutTheVexFormStillRunsTheKernelsOf32Bytes() {
    assertTrue(Level.AVX_VNNI.runsOn(cpu(true, false, true)));
    assertFalse(Level.AVX_VNNI.runsOn(cpu(true, false, false)));
  }

  @Test
  void everyLevelTakesOneTokenWithFourTiles() {
    for (Level level : Level.values()) {
      assertTrue(level.fits(1, 4) && level.fits(2, 2) && level.fits(4, 1), level.name());
      assertFalse(level.fits(0, 1) || level.fits(1, 0) || level.fits(1, 5), level.name());
    }
  }
}
