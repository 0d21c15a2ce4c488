package seseragi.kernels.vector;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner loops of all products: two registers of outputs, with the rows that the sums leave room
 * for. 16 of 32 registers hold sums of eight rows; machines with 256 bits have 16 registers in all,
 * where 12 hold those of six.
 */
final class PanelLoops implements PanelCode {
  private static final VectorSpecies<Float> FLOATS = Specialised.floats(MethodHandles.lookup());
  private static final int LANES = FLOATS.length();
  private static final int ROWS = FLOATS.vectorBitSize() == 256 ? 6 : 8;

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public void multiply(float[] panel, float[] x, int xAt, float[] sums, int sumsAt, int count) {
    for (int column = 0; column < COLUMNS; column += 2 * LANES) {
      if (ROWS == 6) {
        sixRows(panel, column, x, xAt, sums, sumsAt + column, count);
      } else {
        eightRows(panel, column, x, xAt, sums, sumsAt + column, count);
      }
    }
  }

  private static void eightRows(
      float[] panel, int column, float[] x, int xAt, float[] sums, int at, int count) {
    FloatVector s00 = load(sums, at);
    FloatVector s01 = load(sums, at + LANES);
    FloatVector s10 = load(sums, at + COLUMNS);
    FloatVector s11 = load(sums, at + COLUMNS + LANES);
    FloatVector s20 = load(sums, at + 2 * COLUMNS);
    FloatVector s21 = load(sums, at + 2 * COLUMNS + LANES);
    FloatVector s30 = load(sums, at + 3 * COLUMNS);
    FloatVector s31 = load(sums, at + 3 * COLUMNS + LANES);
    FloatVector s40 = load(sums, at + 4 * COLUMNS);
    FloatVector s41 = load(sums, at + 4 * COLUMNS + LANES);
    FloatVector s50 = load(sums, at + 5 * COLUMNS);
    FloatVector s51 = load(sums, at + 5 * COLUMNS + LANES);
    FloatVector s60 = load(sums, at + 6 * COLUMNS);
    FloatVector s61 = load(sums, at + 6 * COLUMNS + LANES);
    FloatVector s70 = load(sums, at + 7 * COLUMNS);
    FloatVector s71 = load(sums, at + 7 * COLUMNS + LANES);
    for (int k = 0; k < count; k++) {
      int p = k * COLUMNS + column;
      int m = xAt + k * 8;
      FloatVector w0 = load(panel, p);
      FloatVector w1 = load(panel, p + LANES);
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
    }
    s00.intoArray(sums, at);
    s01.intoArray(sums, at + LANES);
    s10.intoArray(sums, at + COLUMNS);
    s11.intoArray(sums, at + COLUMNS + LANES);
    s20.intoArray(sums, at + 2 * COLUMNS);
    s21.intoArray(sums, at + 2 * COLUMNS + LANES);
    s30.intoArray(sums, at + 3 * COLUMNS);
    s31.intoArray(sums, at + 3 * COLUMNS + LANES);
    s40.intoArray(sums, at + 4 * COLUMNS);
    s41.intoArray(sums, at + 4 * COLUMNS + LANES);
    s50.intoArray(sums, at + 5 * COLUMNS);
    s51.intoArray(sums, at + 5 * COLUMNS + LANES);
    s60.intoArray(sums, at + 6 * COLUMNS);
    s61.intoArray(sums, at + 6 * COLUMNS + LANES);
    s70.intoArray(sums, at + 7 * COLUMNS);
    s71.intoArray(sums, at + 7 * COLUMNS + LANES);
  }

  private static void sixRows(
      float[] panel, int column, float[] x, int xAt, float[] sums, int at, int count) {
    FloatVector s00 = load(sums, at);
    FloatVector s01 = load(sums, at + LANES);
    FloatVector s10 = load(sums, at + COLUMNS);
    FloatVector s11 = load(sums, at + COLUMNS + LANES);
    FloatVector s20 = load(sums, at + 2 * COLUMNS);
    FloatVector s21 = load(sums, at + 2 * COLUMNS + LANES);
    FloatVector s30 = load(sums, at + 3 * COLUMNS);
    FloatVector s31 = load(sums, at + 3 * COLUMNS + LANES);
    FloatVector s40 = load(sums, at + 4 * COLUMNS);
    FloatVector s41 = load(sums, at + 4 * COLUMNS + LANES);
    FloatVector s50 = load(sums, at + 5 * COLUMNS);
    FloatVector s51 = load(sums, at + 5 * COLUMNS + LANES);
    for (int k = 0; k < count; k++) {
      int p = k * COLUMNS + column;
      int m = xAt + k * 6;
      FloatVector w0 = load(panel, p);
      FloatVector w1 = load(panel, p + LANES);
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
    }
    s00.intoArray(sums, at);
    s01.intoArray(sums, at + LANES);
    s10.intoArray(sums, at + COLUMNS);
    s11.intoArray(sums, at + COLUMNS + LANES);
    s20.intoArray(sums, at + 2 * COLUMNS);
    s21.intoArray(sums, at + 2 * COLUMNS + LANES);
    s30.intoArray(sums, at + 3 * COLUMNS);
    s31.intoArray(sums, at + 3 * COLUMNS + LANES);
    s40.intoArray(sums, at + 4 * COLUMNS);
    s41.intoArray(sums, at + 4 * COLUMNS + LANES);
    s50.intoArray(sums, at + 5 * COLUMNS);
    s51.intoArray(sums, at + 5 * COLUMNS + LANES);
  }

  private static FloatVector load(float[] numbers, int at) {
    return FloatVector.fromArray(FLOATS, numbers, at);
  }
}
