package seseragi.kernels.x64;

import static seseragi.kernels.x64.AttentionLayout.INFINITY;
import static seseragi.kernels.x64.AttentionLayout.POSITIONS;
import static seseragi.kernels.x64.AttentionLayout.SCALE;
import static seseragi.kernels.x64.AttentionLayout.SIGN;
import static seseragi.kernels.x64.AttentionLayout.UNIT;
import static seseragi.kernels.x64.AttentionLayout.UNITS;
import static seseragi.kernels.x64.Operand.Gpr.R10;
import static seseragi.kernels.x64.Operand.Gpr.R11;
import static seseragi.kernels.x64.Operand.Gpr.R12;
import static seseragi.kernels.x64.Operand.Gpr.R13;
import static seseragi.kernels.x64.Operand.Gpr.R14;
import static seseragi.kernels.x64.Operand.Gpr.R15;
import static seseragi.kernels.x64.Operand.Gpr.R8;
import static seseragi.kernels.x64.Operand.Gpr.R9;
import static seseragi.kernels.x64.Operand.Gpr.RAX;
import static seseragi.kernels.x64.Operand.Gpr.RBP;
import static seseragi.kernels.x64.Operand.Gpr.RBX;
import static seseragi.kernels.x64.Operand.Gpr.RCX;
import static seseragi.kernels.x64.Operand.Gpr.RDI;
import static seseragi.kernels.x64.Operand.Gpr.RDX;
import static seseragi.kernels.x64.Operand.Gpr.RSI;
import static seseragi.kernels.x64.Operand.Gpr.RSP;
import static seseragi.kernels.x64.VectorOp.VADDPS;
import static seseragi.kernels.x64.VectorOp.VBROADCASTSS;
import static seseragi.kernels.x64.VectorOp.VCVTDQ2PS;
import static seseragi.kernels.x64.VectorOp.VCVTPH2PS;
import static seseragi.kernels.x64.VectorOp.VDIVPS;
import static seseragi.kernels.x64.VectorOp.VFMADD213PS;
import static seseragi.kernels.x64.VectorOp.VFMADD231PS;
import static seseragi.kernels.x64.VectorOp.VMAXPS;
import static seseragi.kernels.x64.VectorOp.VMINPS;
import static seseragi.kernels.x64.VectorOp.VMOVHLPS;
import static seseragi.kernels.x64.VectorOp.VMOVSHDUP;
import static seseragi.kernels.x64.VectorOp.VMOVSS;
import static seseragi.kernels.x64.VectorOp.VMOVSS_STORE;
import static seseragi.kernels.x64.VectorOp.VMOVUPS;
import static seseragi.kernels.x64.VectorOp.VMOVUPS_STORE;
import static seseragi.kernels.x64.VectorOp.VMULPS;
import static seseragi.kernels.x64.VectorOp.VPANDD;
import static seseragi.kernels.x64.VectorOp.VPBROADCASTD;
import static seseragi.kernels.x64.VectorOp.VPBROADCASTW;
import static seseragi.kernels.x64.VectorOp.VPMOVSXBD;
import static seseragi.kernels.x64.VectorOp.VPORD;
import static seseragi.kernels.x64.VectorOp.VPSUBD;
import static seseragi.kernels.x64.VectorOp.VPXORD;
import static seseragi.kernels.x64.VectorOp.VSUBPS;

import seseragi.kernels.host.KvBlock;
import seseragi.kernels.x64.CodeBuffer.Label;
import seseragi.kernels.x64.Operand.Gpr;
import seseragi.kernels.x64.Operand.Mem;
import seseragi.kernels.x64.Operand.Vec;

/**
 * Assembles the inner part of attention: a few lines (a row and a query head each) go through tiles
 * of {@link AttentionLayout#POSITIONS} positions. In each tile: scores, the softmax so far (Milakov
 * and Gimelshein 2018), and the weighted sum of the values. A line's arithmetic does not depend on
 * the number of lines, nor on how tiles are spread over calls.
 *
 * <pre>
 * void attend(queries, state, units, tiles, scratch, limits, lastCount, constants)   System V
 *             rdi      rsi    rdx    rcx    r8       r9      [rsp+8]    [rsp+16]
 * void finish(sums, values, out)
 *             rdi   rsi     rdx
 * </pre>
 *
 * <p>{@code queries} is {@code [lines, keySize]}; the other layouts are those of {@link
 * AttentionLayout}. {@code lastCount} positions of the last tile exist. {@code limits}, if not 0,
 * says for each line how many positions of the last tile it may see, less one. The keys and values
 * of the tile after the last of a call are fetched into the cache.
 */
final class AttentionKernel {
  private static final Gpr[] ADDRESSES = {R10, R11, R12, R13};
  private static final Gpr[] SAVED = {RBX, RBP, R12, R13, R14, R15};

  private final AttentionLayout layout;
  private final int lines;
  private final int width; // bytes of a register
  private final int lanes;
  private final int perPass; // registers of positions, or of columns, for each line
  private final PowerOfTwo power;
  private final Assembler a = new Assembler(false);

  /**
   * @param wide with AVX-512
   */
  AttentionKernel(AttentionLayout layout, int lines, boolean wide) {
    if (lines < 1 || lines > AttentionLayout.LINES) {
      throw new IllegalArgumentException("no kernel for %d lines".formatted(lines));
    }
    this.layout = layout;
    this.lines = lines;
    width = wide ? 64 : 32;
    lanes = width / Float.BYTES;
    power = new PowerOfTwo(a, R14, AttentionLayout.POWER, vec(15), vec(14));
    perPass = wide ? 4 : 2;
  }

  byte[] attend() {
    for (Gpr register : SAVED) {
      a.push(register);
    }
    a.mov(R14, Mem.at(RSP, 8 * SAVED.length + 16));
    Label next = a.label();
    a.bind(next);
    for (int position = 0; position < POSITIONS; position += perPass * lanes) {
      scores(position);
    }
    softmax();
    int columns = layout.valueSize() / lanes;
    int passes = Math.ceilDiv(columns, perPass);
    for (int i = 0; i < passes; i++) {
      values(columns * i / passes, columns * (i + 1) / passes);
    }
    a.add(RDX, AttentionLayout.TILE_BYTES);
    a.sub(RCX, 1);
    a.jne(next);
    for (int i = SAVED.length - 1; i >= 0; i--) {
      a.pop(SAVED[i]);
    }
    a.vzeroupper();
    a.ret();
    return a.toBytes();
  }

  /** Scores of the positions of {@link #perPass} registers, with the dimensions in order. */
  private void scores(int position) {
    int units = Math.ceilDiv(perPass * lanes, UNIT);
    for (int u = 0; u < units; u++) {
      a.mov(ADDRESSES[u], Mem.at(RDX, 8 * (position / UNIT + u)));
    }
    a.mov(RBX, RDI);
    a.xor(RBP, RBP);
    if (layout.inBlocks()) {
      blockScores(position, units);
      return;
    }
    dimensions(layout.keySize(), position, units);
    for (int l = 0; l < lines; l++) {
      for (int v = 0; v < perPass; v++) {
        a.store(VMOVUPS_STORE, score(l, position + v * lanes), vec(l * perPass + v));
      }
    }
  }

  /** Sums over some dimensions; {@code rbx} and {@code rbp} move on with them. */
  private void dimensions(int count, int position, int units) {
    clear(lines * perPass);
    a.mov(RAX, count);
    Label next = a.label();
    a.bind(next);
    for (int v = 0; v < perPass; v++) {
      int within = v * lanes % UNIT * layout.numberBytes();
      load(right(v, perPass), Mem.at(ADDRESSES[v * lanes / UNIT], RBP, 1, within));
    }
    for (int u = 0; u < units; u++) {
      a.mov(R15, Mem.at(RDX, AttentionLayout.TILE_BYTES + 8 * (position / UNIT + u)));
      a.prefetcht0(Mem.at(R15, RBP, 1, 0));
    }
    for (int l = 0; l < lines; l++) {
      multiplyAdd(l, perPass, Mem.at(RBX, l * layout.keySize() * Float.BYTES));
    }
    a.add(RBX, Float.BYTES);
    a.add(RBP, layout.blockSize() * layout.numberBytes());
    a.sub(RAX, 1);
    a.jne(next);
  }

  /** Scores of keys in blocks: the sums of a block as if a step were 1, times the steps. */
  private void blockScores(int position, int units) {
    a.op(VPXORD, vec(0), vec(0), vec(0));
    for (int l = 0; l < lines; l++) {
      for (int v = 0; v < perPass; v++) {
        a.store(VMOVUPS_STORE, score(l, position + v * lanes), vec(0));
      }
    }
    Label next = a.label();
    a.bind(next);
    dimensions(KvBlock.SIZE, position, units);
    int back = -KvBlock.SIZE * layout.blockSize(); // rbp is behind the block
    for (int v = 0; v < perPass; v++) {
      int at = position + v * lanes;
      a.mov(R15, Mem.at(RDX, AttentionLayout.STEP_UNITS + 8 * (at / UNIT)));
      int within = at % UNIT * KvBlock.STEP_BYTES;
      a.op(VCVTPH2PS, right(v, perPass), Mem.at(R15, RBP, 1, back + within));
    }
    for (int l = 0; l < lines; l++) {
      for (int v = 0; v < perPass; v++) {
        Vec sum = vec(l * perPass + v);
        a.op(VFMADD213PS, sum, right(v, perPass), score(l, position + v * lanes));
        a.store(VMOVUPS_STORE, score(l, position + v * lanes), sum);
      }
    }
    a.add(RBP, layout.stepBytes());
    a.cmp(RBP, layout.type().bytes(layout.keySize()) * layout.blockSize());
    a.jne(next);
  }

  private void clear(int count) {
    for (int i = 0; i < count; i++) {
      a.op(VPXORD, vec(i), vec(i), vec(i));
    }
  }

  /** {@code sums of line l += right * number at memory}. */
  private void multiplyAdd(int l, int count, Mem memory) {
    Vec number = vec(lines * count + count + l % 2);
    a.op(VBROADCASTSS, number, memory);
    for (int v = 0; v < count; v++) {
      a.op(VFMADD231PS, vec(l * count + v), right(v, count), number);
    }
  }

  private Vec right(int v, int count) {
    return vec(lines * count + v);
  }

  /** Numbers as they are stored, without their steps. */
  private void load(Vec to, Mem from) {
    switch (layout.type()) {
      case F16 -> a.op(VCVTPH2PS, to, from);
      case F32 -> a.op(VMOVUPS, to, from);
      case Q8_0 -> {
        a.op(VPMOVSXBD, to, from);
        a.op(VCVTDQ2PS, to, to);
      }
    }
  }

  /** Scores become weights; the factor of what was summed so far goes to the scratch memory. */
  private void softmax() {
    Label unlimited = a.label();
    Label weigh = a.label();
    a.op(VMOVUPS, vec(15), constant(SCALE));
    a.cmp(RCX, 1);
    a.jne(unlimited);
    a.test(R9, R9);
    a.je(unlimited);
    for (int l = 0; l < lines; l++) {
      largest(l, true);
    }
    a.jmp(weigh);
    a.bind(unlimited);
    for (int l = 0; l < lines; l++) {
      largest(l, false);
    }
    a.bind(weigh);
    power.begin();
    a.op(VMOVUPS, vec(0), Mem.at(R8, AttentionLayout.FACTORS));
    exponential();
    a.store(VMOVUPS_STORE, Mem.at(R8, AttentionLayout.FACTORS), vec(3));
    for (int l = 0; l < lines; l++) {
      weights(l);
    }
  }

  /**
   * Scales the scores of a line, and brings its largest score so far up to date; minus how much it
   * grew goes to where the factor will be.
   */
  private void largest(int l, boolean limited) {
    int count = POSITIONS / lanes;
    if (limited) {
      a.op(VPBROADCASTD, vec(9), Mem.at(R9, Integer.BYTES * l));
    }
    for (int v = 0; v < count; v++) {
      a.op(VMULPS, vec(v), vec(15), score(l, v * lanes));
      if (limited) { // infinity where position <= limit, else minus infinity
        a.op(VPSUBD, vec(8), vec(9), constant(AttentionLayout.INDICES + v * width));
        a.op(VPANDD, vec(8), vec(8), constant(SIGN));
        a.op(VPORD, vec(8), vec(8), constant(INFINITY));
        a.op(VMINPS, vec(v), vec(v), vec(8)); // the second operand if the score is NaN
      }
      a.store(VMOVUPS_STORE, score(l, v * lanes), vec(v));
    }
    for (int distance = 1; distance < count; distance *= 2) {
      for (int v = 0; v < count; v += 2 * distance) {
        a.op(VMAXPS, vec(v), vec(v), vec(v + distance));
      }
    }
    acrossLanes(VMAXPS);
    Vec x = Vec.xmm(0);
    Mem max = Mem.at(RSI, AttentionLayout.MAXIMA + Float.BYTES * l);
    a.op(VMOVSS, Vec.xmm(1), max);
    a.op(VMAXPS, x, x, Vec.xmm(1));
    a.store(VMOVSS_STORE, max, x);
    a.op(VSUBPS, x, Vec.xmm(1), x);
    a.store(VMOVSS_STORE, Mem.at(R8, AttentionLayout.FACTORS + Float.BYTES * l), x);
  }

  /** The lanes of register 0 together, into its lowest; register 1 is lost. */
  private void acrossLanes(VectorOp op) {
    for (int bytes = width; bytes > 16; bytes /= 2) {
      a.extractHalf(Vec.ymm(1).as(bytes / 2), Vec.zmm(0).as(bytes), 1);
      Vec low = vec(0).as(bytes / 2);
      a.op(op, low, low, vec(1).as(bytes / 2));
    }
    Vec x = Vec.xmm(0);
    Vec y = Vec.xmm(1);
    a.op(VMOVHLPS, y, x, x);
    a.op(op, x, x, y);
    a.op(VMOVSHDUP, y, x);
    a.op(op, x, x, y);
  }

  private void weights(int l) {
    a.op(VBROADCASTSS, vec(7), Mem.at(RSI, AttentionLayout.MAXIMA + Float.BYTES * l));
    for (int v = 0; v < POSITIONS / lanes; v++) {
      a.op(VMOVUPS, vec(0), score(l, v * lanes));
      a.op(VSUBPS, vec(0), vec(0), vec(7));
      exponential();
      a.store(VMOVUPS_STORE, score(l, v * lanes), vec(3));
      if (v == 0) {
        a.op(VMOVUPS, vec(6), vec(3));
      } else {
        a.op(VADDPS, vec(6), vec(6), vec(3));
      }
    }
    Mem sum = Mem.at(RSI, AttentionLayout.SUM_BYTES * l);
    a.op(VBROADCASTSS, vec(7), factor(l));
    a.op(VFMADD231PS, vec(6), vec(7), sum);
    a.store(VMOVUPS_STORE, sum, vec(6));
  }

  /** Register 3 = 2^register 0, which is lost as are 1 and 2. */
  private void exponential() {
    power.of(vec(0), vec(1), vec(2), vec(3));
  }

  /** The sums of some columns: times the factor, plus the weighted values. */
  private void values(int from, int to) {
    int count = to - from;
    for (int l = 0; l < lines; l++) {
      a.op(VBROADCASTSS, right(0, count), factor(l));
      for (int v = 0; v < count; v++) {
        a.op(VMULPS, vec(l * count + v), right(0, count), sum(l, from + v));
      }
    }
    Label whole = a.label();
    Label done = a.label();
    a.mov(RBX, R8);
    a.mov(RBP, POSITIONS);
    a.cmp(RCX, 1);
    a.jne(whole);
    a.mov(RBP, Mem.at(RSP, 8 * SAVED.length + 8));
    a.bind(whole);
    for (int u = 0; u < UNITS; u++) {
      unitValues(u, from, count);
      a.sub(RBP, UNIT);
      a.je(done);
      a.jl(done);
    }
    a.bind(done);
    for (int l = 0; l < lines; l++) {
      for (int v = 0; v < count; v++) {
        a.store(VMOVUPS_STORE, sum(l, from + v), vec(l * count + v));
      }
    }
  }

  /** The positions of a unit, {@code rbp} of them at most; {@code rbx} moves on with them. */
  private void unitValues(int u, int from, int count) {
    Label whole = a.label();
    Label next = a.label();
    a.mov(R10, Mem.at(RDX, AttentionLayout.VALUE_UNITS + 8 * u));
    a.mov(R15, Mem.at(RDX, AttentionLayout.TILE_BYTES + AttentionLayout.VALUE_UNITS + 8 * u));
    a.mov(RAX, UNIT);
    a.cmp(RBP, UNIT);
    a.jge(whole);
    a.mov(RAX, RBP);
    a.bind(whole);
    a.bind(next);
    loadValues(from, count);
    int end = layout.valueOffset((from + count) * lanes - 1);
    for (int at = layout.valueOffset(from * lanes); at <= end; at += 64) {
      a.prefetcht0(Mem.at(R15, at));
    }
    for (int l = 0; l < lines; l++) {
      multiplyAdd(l, count, Mem.at(RBX, AttentionLayout.SCORE_BYTES * l));
    }
    a.add(RBX, Float.BYTES);
    a.add(R10, layout.valueBytes());
    a.add(R15, layout.valueBytes());
    a.sub(RAX, 1);
    a.jne(next);
  }

  /** Some columns of the value of a position. */
  private void loadValues(int from, int count) {
    Vec step = vec(lines * count + count); // where a weight is later
    for (int v = 0; v < count; v++) {
      int column = (from + v) * lanes;
      load(right(v, count), Mem.at(R10, layout.valueOffset(column)));
      if (layout.inBlocks()) {
        if (v == 0 || column % KvBlock.SIZE == 0) {
          Vec half = step.as(width / 2);
          a.op(VPBROADCASTW, half, Mem.at(R10, layout.blockOffset(column)));
          a.op(VCVTPH2PS, step, half);
        }
        a.op(VMULPS, right(v, count), right(v, count), step);
      }
    }
  }

  /** {@code out = values / sum of the weights}, for one line. */
  byte[] finish() {
    a.op(VMOVUPS, vec(0), Mem.at(RDI, 0));
    acrossLanes(VADDPS);
    a.op(VBROADCASTSS, vec(0), Vec.xmm(0));
    for (int column = 0; column < layout.valueSize(); column += lanes) {
      a.op(VMOVUPS, vec(1), Mem.at(RSI, column * Float.BYTES));
      a.op(VDIVPS, vec(1), vec(1), vec(0));
      a.store(VMOVUPS_STORE, Mem.at(RDX, column * Float.BYTES), vec(1));
    }
    a.vzeroupper();
    a.ret();
    return a.toBytes();
  }

  private Mem score(int l, int position) {
    return Mem.at(R8, AttentionLayout.SCORE_BYTES * l + position * Float.BYTES);
  }

  private static Mem factor(int l) {
    return Mem.at(R8, AttentionLayout.FACTORS + Float.BYTES * l);
  }

  private Mem sum(int l, int register) {
    return Mem.at(RSI, layout.valuesOf(l) + register * width);
  }

  private static Mem constant(int offset) {
    return Mem.at(R14, offset);
  }

  private Vec vec(int number) {
    return new Vec(number, width);
  }
}
