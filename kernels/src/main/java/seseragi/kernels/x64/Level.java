package seseragi.kernels.x64;

import java.util.Locale;
import java.util.Optional;

/**
 * Which instructions the kernels are made of, the fastest first. All levels read the same packed
 * weights and activations and give the same results to the last bit.
 */
enum Level {
  /** 32 registers of 64 bytes, {@code vpdpbusd}. */
  AVX512_VNNI,
  /** 16 registers of 32 bytes, {@code vpdpbusd}. */
  AVX_VNNI,
  /** 16 registers of 32 bytes, products by {@code vpmaddubsw} and {@code vpmaddwd}; FMA, F16C. */
  AVX2;

  /** The best level of a CPU, or empty when it has none of them. */
  static Optional<Level> best(CpuFeatures cpu) {
    for (Level level : values()) {
      if (level.runsOn(cpu)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }

  /** The level that a user calls {@code name}, or empty when there is none. */
  static Optional<Level> named(String name) {
    for (Level level : values()) {
      if (level.externalName().equals(name)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }

  /** Whether registers have 64 bytes. */
  boolean wide() {
    return this == AVX512_VNNI;
  }

  /** {@code avx512vnni}, {@code avxvnni} or {@code avx2}. */
  String externalName() {
    return name().toLowerCase(Locale.ROOT).replace("_", "");
  }

  /** Whether the CPU has the instructions; {@code vpdpbusd} in either of its forms. */
  boolean runsOn(CpuFeatures cpu) {
    return switch (this) {
      case AVX512_VNNI -> cpu.avx512Vnni();
      case AVX_VNNI -> cpu.avxVnni() || cpu.avx512Vnni();
      case AVX2 -> cpu.avx2();
    };
  }

  /** Whether the registers suffice for a product of so many tokens and tiles, for any format. */
  boolean fits(int tokens, int tiles) {
    return switch (this) {
      case AVX512_VNNI -> MicroKernel.fits(tokens, tiles);
      case AVX_VNNI -> MicroKernel256.fits(true, tokens, tiles);
      case AVX2 -> MicroKernel256.fits(false, tokens, tiles);
    };
  }

  /**
   * Code of the product, with the signature that {@link MicroKernel} gives.
   *
   * @param cpu that will run it
   */
  byte[] assemble(
      PackedFormat format, int tokens, int tiles, MicroKernel.Near near, CpuFeatures cpu) {
    return switch (this) {
      case AVX512_VNNI -> new MicroKernel(format, tokens, tiles, near).assemble();
      case AVX_VNNI -> {
        boolean evex = !cpu.avxVnni();
        yield new MicroKernel256(format, tokens, tiles, near, true, evex).assemble();
      }
      case AVX2 -> new MicroKernel256(format, tokens, tiles, near, false, false).assemble();
    };
  }
}
