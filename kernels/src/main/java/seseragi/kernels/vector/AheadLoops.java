package seseragi.kernels.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loop of {@link PanelLoops} for eight rows and registers of 512 bits, which unpacks a register
 * beside the multiply-adds of a column. Shifts and conversions go to units of the processor that
 * multiply-adds leave alone, and the weights are asked for in the order of memory, long before they
 * are needed.
 *
 * <p>As in {@link TileCode}, the loop calls the Vector API itself: the compiler does not inline
 * helpers into code this long.
 */
final class AheadLoops implements AheadCode {
  private static final VectorSpecies<Float> FLOATS = Specialised.floats(MethodHandles.lookup());
  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  private static final Words WORDS = Specialised.words(MethodHandles.lookup());
  private static final int BITS = WORDS.bits();
  private static final int PER_WORD = Integer.SIZE / BITS;
  private static final int TOP = Integer.SIZE - BITS;
  private static final boolean SCALED = WORDS != Words.UPPER_16;
  private static final boolean SHIFTED = WORDS == Words.UNSIGNED_4; // has offsets
  private static final VectorOperators.Binary DOWN = SHIFTED ? LSHR : ASHR;
  private static final int LANES = FLOATS.length();
  private static final int REGISTER = LANES * Integer.BYTES; // bytes
  private static final int ROWS = TileCode.ROWS;

  // Where the second to fourth of four columns of a row are, from the first one on.
  private static final int TO_1 = ROWS;
  private static final int TO_2 = 2 % PER_WORD * ROWS + 2 / PER_WORD * LANES;
  private static final int TO_3 = 3 % PER_WORD * ROWS + 3 / PER_WORD * LANES;

  @Override
  public void multiply(
      float[] panel,
      float[] x,
      int xAt,
      float[] sums,
      int sumsAt,
      Tile tile,
      int k,
      float[] next,
      float[] scales) {
    WordTiles code = (WordTiles) tile.code();
    MemorySegment data = tile.data();
    for (int half = 0; half < 2; half++) {
      int from = k + half * UNPACKED / 2;
      long words = code.readScales(data, from, scales);
      int to = from % COLUMNS * ROWS;
      int column = half * 2 * LANES;
      int at = sumsAt + column;
      multiply(panel, column, x, xAt, sums, at, data, words, scales, next, to);
    }
  }

  private static void multiply(
      float[] panel,
      int column,
      float[] x,
      int xAt,
      float[] sums,
      int at,
      MemorySegment tile,
      long words,
      float[] scales,
      float[] next,
      int nextAt) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sums, at);
    FloatVector s01 = FloatVector.fromArray(FLOATS, sums, at + LANES);
    FloatVector s10 = FloatVector.fromArray(FLOATS, sums, at + ROWS);
    FloatVector s11 = FloatVector.fromArray(FLOATS, sums, at + ROWS + LANES);
    FloatVector s20 = FloatVector.fromArray(FLOATS, sums, at + 2 * ROWS);
    FloatVector s21 = FloatVector.fromArray(FLOATS, sums, at + 2 * ROWS + LANES);
    FloatVector s30 = FloatVector.fromArray(FLOATS, sums, at + 3 * ROWS);
    FloatVector s31 = FloatVector.fromArray(FLOATS, sums, at + 3 * ROWS + LANES);
    FloatVector s40 = FloatVector.fromArray(FLOATS, sums, at + 4 * ROWS);
    FloatVector s41 = FloatVector.fromArray(FLOATS, sums, at + 4 * ROWS + LANES);
    FloatVector s50 = FloatVector.fromArray(FLOATS, sums, at + 5 * ROWS);
    FloatVector s51 = FloatVector.fromArray(FLOATS, sums, at + 5 * ROWS + LANES);
    FloatVector s60 = FloatVector.fromArray(FLOATS, sums, at + 6 * ROWS);
    FloatVector s61 = FloatVector.fromArray(FLOATS, sums, at + 6 * ROWS + LANES);
    FloatVector s70 = FloatVector.fromArray(FLOATS, sums, at + 7 * ROWS);
    FloatVector s71 = FloatVector.fromArray(FLOATS, sums, at + 7 * ROWS + LANES);
    IntVector upper = IntVector.broadcast(INTS, -1 << TOP);
    for (int k = 0; k < COLUMNS; k += 4) {
      int line = k / PER_WORD; // words of 16 rows
      int part = line % 4 * LANES; // their rows
      int first = line / 4 * PER_WORD + k % PER_WORD; // their columns
      int to = nextAt + first * ROWS + part;
      FloatVector scale = FloatVector.fromArray(FLOATS, scales, part);
      FloatVector offset = SHIFTED ? FloatVector.fromArray(FLOATS, scales, ROWS + part) : scale;
      long from = words + (long) line * REGISTER;
      IntVector word = IntVector.fromMemorySegment(INTS, tile, from, LITTLE_ENDIAN);
      word = word.lanewise(LSHR, k % PER_WORD * BITS);
      int p = k * ROWS + column;
      int m = xAt + k * 8;
      IntVector bits = word.lanewise(LSHL, TOP);
      bits = SCALED ? bits.lanewise(DOWN, TOP) : bits.and(upper);
      Vector<Float> quant = SCALED ? bits.convert(I2F, 0) : bits.reinterpretAsFloats();
      FloatVector w = quant.reinterpretAsFloats();
      w = SHIFTED ? w.fma(scale, offset) : SCALED ? w.mul(scale) : w;
      w.intoArray(next, to);
      FloatVector w0 = FloatVector.fromArray(FLOATS, panel, p);
      FloatVector w1 = FloatVector.fromArray(FLOATS, panel, p + LANES);
      FloatVector a = FloatVector.broadcast(FLOATS, x[m]);
      s00 = w0.fma(a, s00);
      s01 = w1.fma(a, s01);
      a = FloatVector.broadcast(FLOATS, x[m + 1]);
      s10 = w0.fma(a, s10);
      s11 = w1.fma(a, s11);
      a = FloatVector.broadcast(FLOATS, x[m + 2]);
      s20 = w0.fma(a, s20);
      s21 = w1.fma(a, s21);
      a = FloatVector.broadcast(FLOATS, x[m + 3]);
      s30 = w0.fma(a, s30);
      s31 = w1.fma(a, s31);
      a = FloatVector.broadcast(FLOATS, x[m + 4]);
      s40 = w0.fma(a, s40);
      s41 = w1.fma(a, s41);
      a = FloatVector.broadcast(FLOATS, x[m + 5]);
      s50 = w0.fma(a, s50);
      s51 = w1.fma(a, s51);
      a = FloatVector.broadcast(FLOATS, x[m + 6]);
      s60 = w0.fma(a, s60);
      s61 = w1.fma(a, s61);
      a = FloatVector.broadcast(FLOATS, x[m + 7]);
      s70 = w0.fma(a, s70);
      s71 = w1.fma(a, s71);
      bits = word.lanewise(LSHL, TOP - BITS);
      bits = SCALED ? bits.lanewise(DOWN, TOP) : bits.and(upper);
      quant = SCALED ? bits.convert(I2F, 0) : bits.reinterpretAsFloats();
      w = quant.reinterpretAsFloats();
      w = SHIFTED ? w.fma(scale, offset) : SCALED ? w.mul(scale) : w;
      w.intoArray(next, to + TO_1);
      w0 = FloatVector.fromArray(FLOATS, panel, p + ROWS);
      w1 = FloatVector.fromArray(FLOATS, panel, p + ROWS + LANES);
      a = FloatVector.broadcast(FLOATS, x[m + 8]);
      s00 = w0.fma(a, s00);
      s01 = w1.fma(a, s01);
      a = FloatVector.broadcast(FLOATS, x[m + 9]);
      s10 = w0.fma(a, s10);
      s11 = w1.fma(a, s11);
      a = FloatVector.broadcast(FLOATS, x[m + 10]);
      s20 = w0.fma(a, s20);
      s21 = w1.fma(a, s21);
      a = FloatVector.broadcast(FLOATS, x[m + 11]);
      s30 = w0.fma(a, s30);
      s31 = w1.fma(a, s31);
      a = FloatVector.broadcast(FLOATS, x[m + 12]);
      s40 = w0.fma(a, s40);
      s41 = w1.fma(a, s41);
      a = FloatVector.broadcast(FLOATS, x[m + 13]);
      s50 = w0.fma(a, s50);
      s51 = w1.fma(a, s51);
      a = FloatVector.broadcast(FLOATS, x[m + 14]);
      s60 = w0.fma(a, s60);
      s61 = w1.fma(a, s61);
      a = FloatVector.broadcast(FLOATS, x[m + 15]);
      s70 = w0.fma(a, s70);
      s71 = w1.fma(a, s71);
      if (PER_WORD == 2) {
        word = IntVector.fromMemorySegment(INTS, tile, from + REGISTER, LITTLE_ENDIAN);
      }
      bits = word.lanewise(LSHL, TOP - 2 % PER_WORD * BITS);
      bits = SCALED ? bits.lanewise(DOWN, TOP) : bits.and(upper);
      quant = SCALED ? bits.convert(I2F, 0) : bits.reinterpretAsFloats();
      w = quant.reinterpretAsFloats();
      w = SHIFTED ? w.fma(scale, offset) : SCALED ? w.mul(scale) : w;
      w.intoArray(next, to + TO_2);
      w0 = FloatVector.fromArray(FLOATS, panel, p + 2 * ROWS);
      w1 = FloatVector.fromArray(FLOATS, panel, p + 2 * ROWS + LANES);
      a = FloatVector.broadcast(FLOATS, x[m + 16]);
      s00 = w0.fma(a, s00);
      s01 = w1.fma(a, s01);
      a = FloatVector.broadcast(FLOATS, x[m + 17]);
      s10 = w0.fma(a, s10);
      s11 = w1.fma(a, s11);
      a = FloatVector.broadcast(FLOATS, x[m + 18]);
      s20 = w0.fma(a, s20);
      s21 = w1.fma(a, s21);
      a = FloatVector.broadcast(FLOATS, x[m + 19]);
      s30 = w0.fma(a, s30);
      s31 = w1.fma(a, s31);
      a = FloatVector.broadcast(FLOATS, x[m + 20]);
      s40 = w0.fma(a, s40);
      s41 = w1.fma(a, s41);
      a = FloatVector.broadcast(FLOATS, x[m + 21]);
      s50 = w0.fma(a, s50);
      s51 = w1.fma(a, s51);
      a = FloatVector.broadcast(FLOATS, x[m + 22]);
      s60 = w0.fma(a, s60);
      s61 = w1.fma(a, s61);
      a = FloatVector.broadcast(FLOATS, x[m + 23]);
      s70 = w0.fma(a, s70);
      s71 = w1.fma(a, s71);
      bits = word.lanewise(LSHL, TOP - 3 % PER_WORD * BITS);
      bits = SCALED ? bits.lanewise(DOWN, TOP) : bits.and(upper);
      quant = SCALED ? bits.convert(I2F, 0) : bits.reinterpretAsFloats();
      w = quant.reinterpretAsFloats();
      w = SHIFTED ? w.fma(scale, offset) : SCALED ? w.mul(scale) : w;
      w.intoArray(next, to + TO_3);
      w0 = FloatVector.fromArray(FLOATS, panel, p + 3 * ROWS);
      w1 = FloatVector.fromArray(FLOATS, panel, p + 3 * ROWS + LANES);
      a = FloatVector.broadcast(FLOATS, x[m + 24]);
      s00 = w0.fma(a, s00);
      s01 = w1.fma(a, s01);
      a = FloatVector.broadcast(FLOATS, x[m + 25]);
      s10 = w0.fma(a, s10);
      s11 = w1.fma(a, s11);
      a = FloatVector.broadcast(FLOATS, x[m + 26]);
      s20 = w0.fma(a, s20);
      s21 = w1.fma(a, s21);
      a = FloatVector.broadcast(FLOATS, x[m + 27]);
      s30 = w0.fma(a, s30);
      s31 = w1.fma(a, s31);
      a = FloatVector.broadcast(FLOATS, x[m + 28]);
      s40 = w0.fma(a, s40);
      s41 = w1.fma(a, s41);
      a = FloatVector.broadcast(FLOATS, x[m + 29]);
      s50 = w0.fma(a, s50);
      s51 = w1.fma(a, s51);
      a = FloatVector.broadcast(FLOATS, x[m + 30]);
      s60 = w0.fma(a, s60);
      s61 = w1.fma(a, s61);
      a = FloatVector.broadcast(FLOATS, x[m + 31]);
      s70 = w0.fma(a, s70);
      s71 = w1.fma(a, s71);
    }
    s00.intoArray(sums, at);
    s01.intoArray(sums, at + LANES);
    s10.intoArray(sums, at + ROWS);
    s11.intoArray(sums, at + ROWS + LANES);
    s20.intoArray(sums, at + 2 * ROWS);
    s21.intoArray(sums, at + 2 * ROWS + LANES);
    s30.intoArray(sums, at + 3 * ROWS);
    s31.intoArray(sums, at + 3 * ROWS + LANES);
    s40.intoArray(sums, at + 4 * ROWS);
    s41.intoArray(sums, at + 4 * ROWS + LANES);
    s50.intoArray(sums, at + 5 * ROWS);
    s51.intoArray(sums, at + 5 * ROWS + LANES);
    s60.intoArray(sums, at + 6 * ROWS);
    s61.intoArray(sums, at + 6 * ROWS + LANES);
    s70.intoArray(sums, at + 7 * ROWS);
    s71.intoArray(sums, at + 7 * ROWS + LANES);
  }
}
