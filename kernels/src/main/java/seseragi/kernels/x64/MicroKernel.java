package seseragi.kernels.x64;

import static seseragi.kernels.x64.Operand.Gpr.R10;
import static seseragi.kernels.x64.Operand.Gpr.R11;
import static seseragi.kernels.x64.Operand.Gpr.R12;
import static seseragi.kernels.x64.Operand.Gpr.R13;
import static seseragi.kernels.x64.Operand.Gpr.R14;
import static seseragi.kernels.x64.Operand.Gpr.R15;
import static seseragi.kernels.x64.Operand.Gpr.R8;
import static seseragi.kernels.x64.Operand.Gpr.R9;
import static seseragi.kernels.x64.Operand.Gpr.RAX;
import static seseragi.kernels.x64.Operand.Gpr.RBX;
import static seseragi.kernels.x64.Operand.Gpr.RCX;
import static seseragi.kernels.x64.Operand.Gpr.RDI;
import static seseragi.kernels.x64.Operand.Gpr.RDX;
import static seseragi.kernels.x64.Operand.Gpr.RSI;
import static seseragi.kernels.x64.Operand.Gpr.RSP;
import static seseragi.kernels.x64.VectorOp.VCVTDQ2PS;
import static seseragi.kernels.x64.VectorOp.VCVTPH2PS;
import static seseragi.kernels.x64.VectorOp.VFMADD231PS;
import static seseragi.kernels.x64.VectorOp.VFNMADD231PS;
import static seseragi.kernels.x64.VectorOp.VMOVUPS;
import static seseragi.kernels.x64.VectorOp.VMOVUPS_STORE;
import static seseragi.kernels.x64.VectorOp.VMULPS;
import static seseragi.kernels.x64.VectorOp.VPANDD;
import static seseragi.kernels.x64.VectorOp.VPANDND;
import static seseragi.kernels.x64.VectorOp.VPBROADCASTD;
import static seseragi.kernels.x64.VectorOp.VPDPBUSD;
import static seseragi.kernels.x64.VectorOp.VPDPWSSD;
import static seseragi.kernels.x64.VectorOp.VPMOVSXBD;
import static seseragi.kernels.x64.VectorOp.VPMOVZXBD;
import static seseragi.kernels.x64.VectorOp.VPMOVZXBW;
import static seseragi.kernels.x64.VectorOp.VPSHUFB;
import static seseragi.kernels.x64.VectorOp.VPSLLVD;
import static seseragi.kernels.x64.VectorOp.VPXORD;
import static seseragi.kernels.x64.VectorShift.VPSLLD;
import static seseragi.kernels.x64.VectorShift.VPSLLW;
import static seseragi.kernels.x64.VectorShift.VPSRLW;

import seseragi.kernels.x64.CodeBuffer.Label;
import seseragi.kernels.x64.Operand.Mem;
import seseragi.kernels.x64.Operand.Vec;

/**
 * Assembles the innermost product for AVX-512 VNNI: a few tokens times a few tiles of 16 rows, over
 * all columns. Each output is accumulated block by block in one order, whatever the number of
 * tokens and tiles, so a row's result does not depend on its batch.
 *
 * <pre>
 * void kernel(tiles, repeats, blocks, tileStride, tokens, out, outStride, constants, next)   System V
 *             rdi    rsi      rdx     rcx         r8      r9   [rsp+8]    [rsp+16]   [rsp+24]
 * </pre>
 *
 * <p>It does {@code repeats} times as many tiles as it was made for, which lie one after the other.
 *
 * <p>Registers: {@code sum} the f32 results, {@code acc} the int32 sums of a block; one per tile of
 * {@code quant}, {@code raw} and {@code both}; then constants. Weights come as {@link PackedFormat}
 * lays them out, activations as {@link PackedTokens} does. Sums are kept in units of the segment.
 */
final class MicroKernel {
  private final PackedFormat format;
  private final int tokens;
  private final int tiles;
  private final Near near;
  private final Assembler a = new Assembler(true);

  /** What a kernel brings near while it computes. */
  enum Near {
    /**
     * What it will read itself, {@link #AHEAD} bytes later, if it computes so long that the CPU
     * does not get there. A kernel for fewer tokens asks for nothing: one that reads memory from
     * end to end is best left to the CPU's own prefetching.
     */
    OWN,
    /**
     * Half as many bytes as its tiles have, from {@code next} on, into the second-level cache: what
     * will be read when this kernel is done.
     */
    NEXT
  }

  /** Bytes; on a Zen 4 1,536 is as good, and half of that or the second-level cache are worse. */
  private static final int AHEAD = 3072;

  private static final int TOKENS_THAT_TAKE_LONG = 4;

  /** Offsets in the constants that {@link #constants} fills. */
  static final int LOW_BITS = 0;

  static final int HIGH_BIT = 64;
  static final int TABLE = 128;
  static final int SIGNED_TABLE = 192;
  static final int ONES = 256;
  static final int SIGN = 320;
  static final int CONSTANT_BYTES = 384;

  /** What a bit of {@code vpternlogd} is for each value of the bits a, b and c, a the highest. */
  private static final int A_OR_B_AND_C = 0b1111_1000;

  private static final int A_OR_C_NOT_B = 0b1111_0010;

  MicroKernel(PackedFormat format, int tokens, int tiles, Near near) {
    if (!fits(tokens, tiles)) {
      throw new IllegalArgumentException("no kernel for %d x %d".formatted(tokens, tiles));
    }
    this.format = format;
    this.tokens = tokens;
    this.tiles = tiles;
    this.near = near;
  }

  /** Whether the registers suffice: two per product, three per tile, two for constants. */
  static boolean fits(int tokens, int tiles) {
    return tokens >= 1 && tiles >= 1 && tiles <= 4 && 2 * tokens * tiles + 3 * tiles + 2 <= 32;
  }

  /** The masks and the tables that the code loads, at every level. */
  static byte[] constants(PackedFormat format) {
    byte[] constants = new byte[CONSTANT_BYTES];
    for (int i = 0; i < 64; i++) {
      constants[LOW_BITS + i] = (byte) (format.bits == 6 ? 0x3f : 0x0f);
      constants[HIGH_BIT + i] = 0x10;
      int value = PackedFormat.NON_LINEAR.value(i % 16);
      constants[TABLE + i] = (byte) value;
      constants[SIGNED_TABLE + i] = (byte) (value - 128);
      constants[ONES + i] = (byte) (i % 2 == 0 ? 1 : 0); // 16 bits each
      constants[SIGN + i] = (byte) 0x80;
    }
    return constants;
  }

  byte[] assemble() {
    prologue();
    overTiles(a, tokens, tiles, Mem.at(RSP, 0), this::tile);
    epilogue();
    return a.toBytes();
  }

  /**
   * A loop around the code of a few tiles, at every level: {@code r14} times, with the tokens at
   * {@code r15}; {@code r11} counts their blocks.
   */
  static void overTiles(Assembler a, int tokens, int tiles, Mem blocks, Runnable code) {
    Label next = a.label();
    a.bind(next);
    prefetchResults(a, tokens, tiles);
    a.mov(R11, blocks);
    a.mov(R8, R15);
    code.run();
    a.add(R9, tiles * PackedFormat.ROWS * Float.BYTES);
    for (int other = 1; other < tiles; other++) {
      a.add(RDI, RCX); // it is behind the first tile already
    }
    a.sub(R14, 1);
    a.jne(next);
  }

  private void tile() {
    for (int i = 0; i < tokens * tiles; i++) {
      a.op(VPXORD, sum(i), sum(i), sum(i));
    }
    overSegments(a, format, tokens, this::rescale, this::block, this::addMinima);
    rescale(); // to numbers
    a.mov(RSI, R9);
    for (int t = 0; t < tokens; t++) {
      for (int s = 0; s < tiles; s++) {
        a.store(VMOVUPS_STORE, Mem.at(RSI, s * 64), sum(t * tiles + s));
      }
      a.add(RSI, R10);
    }
  }

  /**
   * Loops over segments and their blocks, at every level.
   *
   * @param rescale multiplies the sums with what the head of a segment has
   * @param minima what follows the blocks of a segment whose minima are per super-block
   */
  static void overSegments(
      Assembler a,
      PackedFormat format,
      int tokens,
      Runnable rescale,
      Runnable block,
      Runnable minima) {
    Label next = a.label();
    a.bind(next);
    rescale.run();
    a.add(R8, PackedTokens.headBytes(tokens));
    a.mov(R13, PackedTokens.SEGMENT);
    if (!format.scales.hasSuper()) { // or the last segment may have fewer
      Label whole = a.label();
      a.cmp(R11, PackedTokens.SEGMENT);
      a.jge(whole);
      a.mov(R13, R11);
      a.bind(whole);
    }
    passHead(a, format);
    Label inner = a.label();
    a.bind(inner);
    block.run();
    a.sub(R13, 1);
    a.jne(inner);
    if (format.scales == PackedFormat.Scales.SUPER_MIN) {
      minima.run();
    }
    a.sub(R11, PackedTokens.SEGMENT);
    a.jg(next);
  }

  /** Leaves the head in {@code rdx} if it has a super-block's part, the block's parts in rsi. */
  private static void passHead(Assembler a, PackedFormat format) {
    a.mov(RSI, RDI);
    if (format.scales.hasSuper()) {
      a.mov(RDX, RDI);
      a.add(RSI, format.scales.superBytes);
      a.add(RDI, format.headBytes(PackedFormat.SUPER));
    } else { // of r13 blocks
      a.mov(RDX, R13);
      a.shl(RDX, Integer.numberOfTrailingZeros(format.scales.blockBytes));
      a.add(RDX, 63);
      a.and(RDX, -64);
      a.add(RDI, RDX);
    }
  }

  private void prologue() {
    a.mov(R10, Mem.at(RSP, 8));
    a.mov(RAX, Mem.at(RSP, 16));
    saveRegisters(a);
    a.lea(R12, Mem.at(RCX, RCX, 2, 0)); // three tiles on
    if (format.bits < 8) {
      a.op(VMOVUPS, lowMask(), Mem.at(RAX, LOW_BITS));
    }
    if (format.bits == 5) {
      a.op(VMOVUPS, highMask(), Mem.at(RAX, HIGH_BIT));
    }
    if (format == PackedFormat.NON_LINEAR) {
      a.op(VMOVUPS, table(), Mem.at(RAX, TABLE));
    }
  }

  /** At every level: the arguments go where the loops want them, the blocks to the stack. */
  static void saveRegisters(Assembler a) {
    Operand.Gpr[] saved = {R12, R13, R14, R15, RBX};
    for (Operand.Gpr register : saved) {
      a.push(register);
    }
    a.mov(RBX, Mem.at(RSP, saved.length * Long.BYTES + 24));
    a.mov(R14, RSI);
    a.mov(R15, R8);
    a.push(RDX);
  }

  static void restoreRegisters(Assembler a) {
    a.pop(RDX);
    a.pop(RBX);
    a.pop(R15);
    a.pop(R14);
    a.pop(R13);
    a.pop(R12);
  }

  /** {@code sum *= } what the tokens have at {@code r8}. */
  private void rescale() {
    for (int t = 0; t < tokens; t++) {
      for (int s = 0; s < tiles; s++) {
        Vec sum = sum(t * tiles + s);
        a.op(VMULPS, sum, sum, Mem.at(R8, PackedTokens.head(t)).repeated());
      }
    }
  }

  private void epilogue() {
    restoreRegisters(a);
    a.vzeroupper();
    a.ret();
  }

  private void block() {
    int sums = format.sumsPerBlock();
    for (int half = 0; half < sums; half++) {
      startAccumulators(half);
      int groups = 8 / sums;
      for (int i = 0; i < groups; i++) {
        group(sharesBytes() ? i % 2 * 4 + i / 2 : half * groups + i);
      }
      scale(half);
    }
    if (format.scales == PackedFormat.Scales.HALF_MIN) {
      addMinimaOfBlock();
    }
    prefetch(a, format, tokens, tiles, near);
    a.add(RDI, format.quantBytes());
    a.add(RSI, format.scales.blockBytes);
    a.add(R8, PackedTokens.blockBytes(tokens));
  }

  /** Asks for memory, once a block, at every level. */
  static void prefetch(Assembler a, PackedFormat format, int tokens, int tiles, Near near) {
    int bytes = format.segmentBytes(PackedFormat.SUPER) / PackedFormat.SUPER;
    switch (near) {
      case OWN -> {
        int lines = tokens < TOKENS_THAT_TAKE_LONG ? 0 : Math.ceilDiv(bytes, 64);
        for (int line = 0; line < lines; line++) {
          for (int s = 0; s < tiles; s++) {
            a.prefetcht0(tile(RDI, s, AHEAD + line * 64));
          }
        }
      }
      case NEXT -> {
        int lines = Math.ceilDiv(tiles * bytes, 2 * 64);
        for (int line = 0; line < lines; line++) {
          a.prefetcht1(Mem.at(RBX, line * 64));
        }
        a.add(RBX, lines * 64);
      }
    }
  }

  /**
   * Asks for the lines that the results will go to, at every level: where they come from far away,
   * stores that wait for them would hold up the next call. Without the instruction a CPU does
   * nothing.
   */
  private static void prefetchResults(Assembler a, int tokens, int tiles) {
    a.mov(RSI, R9);
    for (int t = 0; t < tokens; t++) {
      for (int s = 0; s < tiles; s++) {
        a.prefetchw(Mem.at(RSI, s * 64));
      }
      a.add(RSI, R10);
    }
  }

  /** {@code acc = -offset * sum of the activations}, or 0 where quants have no offset. */
  private void startAccumulators(int half) {
    for (int t = 0; t < tokens; t++) {
      for (int s = 0; s < tiles; s++) {
        Vec acc = acc(t * tiles + s);
        if (format.offset == 0) {
          a.op(VPXORD, acc, acc, acc);
        } else {
          a.op(VPBROADCASTD, acc, Mem.at(R8, PackedTokens.correction(tokens, t, half)));
        }
      }
    }
  }

  private void group(int g) {
    for (int s = 0; s < tiles; s++) {
      loadGroup(g, s);
    }
    for (int t = 0; t < tokens; t++) {
      Mem x = Mem.at(R8, PackedTokens.quants(t) + 4 * g);
      if (tiles == 1) {
        a.op(VPDPBUSD, acc(t), quant(0), x.repeated());
        continue;
      }
      Vec four = raw(t % tiles); // one load for all tiles: loads are what this loop waits for
      a.op(VPBROADCASTD, four, x);
      for (int s = 0; s < tiles; s++) {
        a.op(VPDPBUSD, acc(t * tiles + s), quant(s), four);
      }
    }
  }

  /** Whether groups g and g + 4 are the low and the high halves of the same bytes. */
  private boolean sharesBytes() {
    return format.bits == 4 || format.bits == 5;
  }

  /** {@code quant(s)} = the unsigned bytes of group {@code g} of tile {@code s}. */
  private void loadGroup(int g, int s) {
    Vec quant = quant(s);
    if (format.bits == 8) {
      a.op(VMOVUPS, quant, tile(RDI, s, 64 * g));
      return;
    }
    if (format.bits == 6) {
      sixBits(quant, 192 * (g / 4), g % 4, s);
      return;
    }
    nibbles(quant, g, s);
    if (format == PackedFormat.NON_LINEAR) {
      a.op(VPSHUFB, quant, table(), quant);
    }
    if (format.bits == 5) {
      fifthBit(quant, g, s);
    }
  }

  /** Of both groups that share bytes, one after the other, these are loaded once. */
  private void nibbles(Vec quant, int g, int s) {
    Mem bytes = tile(RDI, s, 64 * (g % 4));
    if (g < 4) {
      a.op(VMOVUPS, both(s), bytes);
      a.op(VPANDD, quant, lowMask(), both(s));
    } else {
      a.shift(VPSRLW, quant, both(s), 4);
      a.op(VPANDD, quant, quant, lowMask());
    }
  }

  private void fifthBit(Vec quant, int g, int s) {
    Vec raw = raw(s);
    a.op(VMOVUPS, raw, tile(RDI, s, 256));
    if (g < 4) {
      a.shift(VPSLLW, raw, raw, 4 - g);
    } else if (g > 4) {
      a.shift(VPSRLW, raw, raw, g - 4);
    }
    a.vpternlogd(quant, raw, highMask(), A_OR_B_AND_C);
  }

  /** The fourth group is what the others do not use, two bits of each. */
  private void sixBits(Vec quant, int four, int g, int s) {
    if (g < 3) {
      a.op(VPANDD, quant, lowMask(), tile(RDI, s, four + 64 * g));
      return;
    }
    a.op(VPANDND, quant, lowMask(), tile(RDI, s, four));
    for (int other = 1; other < 3; other++) {
      a.shift(VPSRLW, quant, quant, 2);
      a.vpternlogd(quant, lowMask(), tile(RDI, s, four + 64 * other), A_OR_C_NOT_B);
    }
    a.shift(VPSRLW, quant, quant, 2);
  }

  /** {@code sum += (acc << shift of the token) * scale of the row}. */
  private void scale(int half) {
    for (int s = 0; s < tiles; s++) {
      loadScale(quant(s), s, half);
    }
    for (int t = 0; t < tokens; t++) {
      Vec shift = raw(t % tiles);
      a.op(VPBROADCASTD, shift, Mem.at(R8, PackedTokens.shift(tokens, t)));
      for (int s = 0; s < tiles; s++) {
        int i = t * tiles + s;
        a.op(VPSLLVD, acc(i), acc(i), shift);
        a.op(VCVTDQ2PS, acc(i), acc(i));
        a.op(VFMADD231PS, sum(i), acc(i), quant(s));
      }
    }
  }

  private void loadScale(Vec to, int s, int half) {
    switch (format.scales) {
      case HALF, HALF_MIN -> a.op(VCVTPH2PS, to, tile(RSI, s, 0));
      case SUPER_MIN -> superScale(to, VPMOVZXBD, tile(RSI, s, 0), tile(RDX, s, 0), s);
      case SUPER_HALVES -> superScale(to, VPMOVSXBD, tile(RSI, s, 16 * half), tile(RDX, s, 0), s);
    }
  }

  private void superScale(Vec to, VectorOp widen, Mem scales, Mem d, int s) {
    a.op(widen, to, scales);
    a.op(VCVTDQ2PS, to, to);
    a.op(VCVTPH2PS, raw(s), d);
    a.op(VMULPS, to, to, raw(s));
  }

  /** {@code sum += min of the row * sum of the token's quants}. */
  private void addMinimaOfBlock() {
    for (int s = 0; s < tiles; s++) {
      a.op(VCVTPH2PS, quant(s), tile(RSI, s, 32));
    }
    for (int t = 0; t < tokens; t++) {
      Mem x = Mem.at(R8, PackedTokens.correction(tokens, t, 0)).repeated();
      for (int s = 0; s < tiles; s++) {
        a.op(VFMADD231PS, sum(t * tiles + s), quant(s), x);
      }
    }
  }

  /** {@code sum -= dmin * sum over the blocks of (min of the row * sum of the quants)}. */
  private void addMinima() {
    for (int i = 0; i < tokens * tiles; i++) {
      a.op(VPXORD, acc(i), acc(i), acc(i));
    }
    for (int pair = 0; pair < PackedTokens.SEGMENT / 2; pair++) {
      for (int s = 0; s < tiles; s++) {
        a.op(
            VPMOVZXBW,
            quant(s),
            tile(RDX, s, PackedFormat.MINIMA + PackedFormat.PAIR_BYTES * pair));
      }
      for (int t = 0; t < tokens; t++) {
        Mem x = Mem.at(R8, PackedTokens.pair(tokens, t, pair)).repeated();
        for (int s = 0; s < tiles; s++) {
          a.op(VPDPWSSD, acc(t * tiles + s), quant(s), x);
        }
      }
    }
    for (int s = 0; s < tiles; s++) {
      a.op(VCVTPH2PS, quant(s), tile(RDX, s, PackedFormat.D_MIN));
    }
    for (int i = 0; i < tokens * tiles; i++) {
      a.shift(VPSLLD, acc(i), acc(i), 4);
      a.op(VCVTDQ2PS, acc(i), acc(i));
      a.op(VFNMADD231PS, sum(i), acc(i), quant(i % tiles));
    }
  }

  /** Address in tile {@code s}: the tiles lie {@code tileStride} (rcx) apart. */
  private static Mem tile(Operand.Gpr base, int s, int displacement) {
    return switch (s) {
      case 0 -> Mem.at(base, displacement);
      case 1 -> Mem.at(base, RCX, 1, displacement);
      case 2 -> Mem.at(base, RCX, 2, displacement);
      default -> Mem.at(base, R12, 1, displacement);
    };
  }

  private static Vec sum(int i) {
    return Vec.zmm(i);
  }

  private Vec acc(int i) {
    return Vec.zmm(tokens * tiles + i);
  }

  private Vec quant(int tile) {
    return Vec.zmm(2 * tokens * tiles + tile);
  }

  private Vec raw(int tile) {
    return Vec.zmm(2 * tokens * tiles + tiles + tile);
  }

  private Vec both(int tile) {
    return Vec.zmm(2 * tokens * tiles + 2 * tiles + 2 + tile);
  }

  private Vec lowMask() {
    return Vec.zmm(2 * tokens * tiles + 2 * tiles);
  }

  private Vec highMask() {
    return Vec.zmm(2 * tokens * tiles + 2 * tiles + 1);
  }

  private Vec table() {
    return highMask(); // the format with a table has no high bits
  }
}
