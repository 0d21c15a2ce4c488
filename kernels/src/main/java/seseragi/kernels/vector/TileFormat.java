package seseragi.kernels.vector;

import static seseragi.kernels.vector.TileCode.HALVES;
import static seseragi.kernels.vector.TileCode.ROWS;
import static seseragi.kernels.vector.TileCode.UNIT;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import seseragi.kernels.tensor.QuantType;

/** Sizes of tiles, and the code that reads them, at one register width. */
final class TileFormat {
  private final int bits;
  private final Map<QuantType, TileCode> codes = new ConcurrentHashMap<>();
  private final Map<Words, AheadCode> aheads = new ConcurrentHashMap<>();

  TileFormat(int bits) {
    this.bits = bits;
  }

  /** The code for a type; made when first asked for. */
  TileCode code(QuantType type) {
    return codes.computeIfAbsent(type, t -> Specialised.create(TileCode.class, template(t), bits));
  }

  private static Class<? extends TileCode> template(QuantType type) {
    return switch (type) {
      case F32 -> F32Tiles.class;
      case F16 -> F16Tiles.class;
      case BF16 -> BF16Tiles.class;
      case Q8_0 -> Q8Tiles.class;
      case Q4_0 -> Q4Tiles.class;
      case Q4_1 -> Q4MinTiles.class;
      case Q5_0 -> Q5Tiles.class;
      case Q5_1 -> Q5MinTiles.class;
      case Q4_K -> Q4KTiles.class;
      case Q5_K -> Q5KTiles.class;
      case Q6_K -> Q6KTiles.class;
      case IQ4_NL -> NonLinearTiles.class;
    };
  }

  /**
   * What multiplies with a panel while it unpacks the next one of a code's tiles, where we have it.
   */
  Optional<AheadCode> ahead(TileCode code) {
    if (bits != AheadCode.REGISTER_BITS || !(code instanceof WordTiles tiles)) {
      return Optional.empty();
    }
    return Optional.of(aheads.computeIfAbsent(tiles.words(), this::ahead));
  }

  private AheadCode ahead(Words words) {
    return Specialised.create(AheadCode.class, AheadLoops.class, bits, words);
  }

  /** Columns of a block. */
  static int blockColumns(QuantType type) {
    return switch (type) {
      case F32 -> 1;
      case F16, BF16 -> 2;
      case Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, IQ4_NL -> 32;
      case Q4_K, Q5_K, Q6_K -> 256;
    };
  }

  /** Bytes of a block of 64 rows. */
  static int blockBytes(QuantType type) {
    return switch (type) {
      case F32, F16, BF16 -> UNIT;
      case Q8_0 -> HALVES + 8 * UNIT;
      case Q4_0 -> HALVES + 4 * UNIT;
      case Q4_1 -> 5 * UNIT;
      case Q5_0 -> HALVES + 5 * UNIT;
      case Q5_1 -> 6 * UNIT;
      case IQ4_NL -> HALVES + 16 * ROWS;
      case Q4_K -> 37 * UNIT;
      case Q5_K -> 45 * UNIT;
      case Q6_K -> HALVES + 52 * UNIT;
    };
  }

  /** Bytes of a tile with this many columns. */
  static long tileBytes(QuantType type, int columns) {
    return (long) Math.ceilDiv(columns, blockColumns(type)) * blockBytes(type);
  }
}
