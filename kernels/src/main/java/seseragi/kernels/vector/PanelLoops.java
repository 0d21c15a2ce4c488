package seseragi.kernels.vector;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner loops of all products. With 32 registers of 512 bits 6 x 4 of them hold sums; else, for
 * machines with 16 registers, 6 x 2.
 */
final class PanelLoops implements PanelCode {
  private static final VectorSpecies<Float> FLOATS = Specialised.floats(MethodHandles.lookup());
  private static final int LANES = FLOATS.length();

  @Override
  public void sixRows(float[] panel, float[] x, int xAt, float[] sums, int sumsAt, int count) {
    if (LANES * 4 == COLUMNS) {
      sixByFour(panel, x, xAt, sums, sumsAt, count);
    } else {
      for (int column = 0; column < COLUMNS; column += 2 * LANES) {
        sixByTwo(panel, column, x, xAt, sums, sumsAt + column, count);
      }
    }
  }

  private static void sixByFour(
      float[] panel, float[] x, int xAt, float[] sums, int at, int count) {
    FloatVector s00 = load(sums, at);
    FloatVector s01 = load(sums, at + LANES);
    FloatVector s02 = load(sums, at + 2 * LANES);
    FloatVector s03 = load(sums, at + 3 * LANES);
    FloatVector s10 = load(sums, at + COLUMNS);
    FloatVector s11 = load(sums, at + COLUMNS + LANES);
    FloatVector s12 = load(sums, at + COLUMNS + 2 * LANES);
    FloatVector s13 = load(sums, at + COLUMNS + 3 * LANES);
    FloatVector s20 = load(sums, at + 2 * COLUMNS);
    FloatVector s21 = load(sums, at + 2 * COLUMNS + LANES);
    FloatVector s22 = load(sums, at + 2 * COLUMNS + 2 * LANES);
    FloatVector s23 = load(sums, at + 2 * COLUMNS + 3 * LANES);
    FloatVector s30 = load(sums, at + 3 * COLUMNS);
    FloatVector s31 = load(sums, at + 3 * COLUMNS + LANES);
    FloatVector s32 = load(sums, at + 3 * COLUMNS + 2 * LANES);
    FloatVector s33 = load(sums, at + 3 * COLUMNS + 3 * LANES);
    FloatVector s40 = load(sums, at + 4 * COLUMNS);
    FloatVector s41 = load(sums, at + 4 * COLUMNS + LANES);
    FloatVector s42 = load(sums, at + 4 * COLUMNS + 2 * LANES);
    FloatVector s43 = load(sums, at + 4 * COLUMNS + 3 * LANES);
    FloatVector s50 = load(sums, at + 5 * COLUMNS);
    FloatVector s51 = load(sums, at + 5 * COLUMNS + LANES);
    FloatVector s52 = load(sums, at + 5 * COLUMNS + 2 * LANES);
    FloatVector s53 = load(sums, at + 5 * COLUMNS + 3 * LANES);
    for (int k = 0; k < count; k++) {
      int p = k * COLUMNS;
      int m = xAt + k * ROWS;
      FloatVector w0 = load(panel, p);
      FloatVector w1 = load(panel, p + LANES);
      FloatVector w2 = load(panel, p + 2 * LANES);
      FloatVector w3 = load(panel, p + 3 * LANES);
      FloatVector a = FloatVector.broadcast(FLOATS, x[m]);
      s00 = w0.fma(a, s00);
      s01 = w1.fma(a, s01);
      s02 = w2.fma(a, s02);
      s03 = w3.fma(a, s03);
      a = FloatVector.broadcast(FLOATS, x[m + 1]);
      s10 = w0.fma(a, s10);
      s11 = w1.fma(a, s11);
      s12 = w2.fma(a, s12);
      s13 = w3.fma(a, s13);
      a = FloatVector.broadcast(FLOATS, x[m + 2]);
      s20 = w0.fma(a, s20);
      s21 = w1.fma(a, s21);
      s22 = w2.fma(a, s22);
      s23 = w3.fma(a, s23);
      a = FloatVector.broadcast(FLOATS, x[m + 3]);
      s30 = w0.fma(a, s30);
      s31 = w1.fma(a, s31);
      s32 = w2.fma(a, s32);
      s33 = w3.fma(a, s33);
      a = FloatVector.broadcast(FLOATS, x[m + 4]);
      s40 = w0.fma(a, s40);
      s41 = w1.fma(a, s41);
      s42 = w2.fma(a, s42);
      s43 = w3.fma(a, s43);
      a = FloatVector.broadcast(FLOATS, x[m + 5]);
      s50 = w0.fma(a, s50);
      s51 = w1.fma(a, s51);
      s52 = w2.fma(a, s52);
      s53 = w3.fma(a, s53);
    }
    s00.intoArray(sums, at);
    s01.intoArray(sums, at + LANES);
    s02.intoArray(sums, at + 2 * LANES);
    s03.intoArray(sums, at + 3 * LANES);
    s10.intoArray(sums, at + COLUMNS);
    s11.intoArray(sums, at + COLUMNS + LANES);
    s12.intoArray(sums, at + COLUMNS + 2 * LANES);
    s13.intoArray(sums, at + COLUMNS + 3 * LANES);
    s20.intoArray(sums, at + 2 * COLUMNS);
    s21.intoArray(sums, at + 2 * COLUMNS + LANES);
    s22.intoArray(sums, at + 2 * COLUMNS + 2 * LANES);
    s23.intoArray(sums, at + 2 * COLUMNS + 3 * LANES);
    s30.intoArray(sums, at + 3 * COLUMNS);
    s31.intoArray(sums, at + 3 * COLUMNS + LANES);
    s32.intoArray(sums, at + 3 * COLUMNS + 2 * LANES);
    s33.intoArray(sums, at + 3 * COLUMNS + 3 * LANES);
    s40.intoArray(sums, at + 4 * COLUMNS);
    s41.intoArray(sums, at + 4 * COLUMNS + LANES);
    s42.intoArray(sums, at + 4 * COLUMNS + 2 * LANES);
    s43.intoArray(sums, at + 4 * COLUMNS + 3 * LANES);
    s50.intoArray(sums, at + 5 * COLUMNS);
    s51.intoArray(sums, at + 5 * COLUMNS + LANES);
    s52.intoArray(sums, at + 5 * COLUMNS + 2 * LANES);
    s53.intoArray(sums, at + 5 * COLUMNS + 3 * LANES);
  }

  private static void sixByTwo(
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
      int m = xAt + k * ROWS;
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
