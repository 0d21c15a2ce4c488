package seseragi.kernels.x64;

import static seseragi.kernels.x64.Operand.Gpr.R10;
import static seseragi.kernels.x64.Operand.Gpr.R12;
import static seseragi.kernels.x64.Operand.Gpr.R8;
import static seseragi.kernels.x64.Operand.Gpr.R9;
import static seseragi.kernels.x64.Operand.Gpr.RAX;
import static seseragi.kernels.x64.Operand.Gpr.RBP;
import static seseragi.kernels.x64.Operand.Gpr.RCX;
import static seseragi.kernels.x64.Operand.Gpr.RDI;
import static seseragi.kernels.x64.Operand.Gpr.RDX;
import static seseragi.kernels.x64.Operand.Gpr.RSI;
import static seseragi.kernels.x64.Operand.Gpr.RSP;
import static seseragi.kernels.x64.Operand.Vec.ymm;
import static seseragi.kernels.x64.VectorOp.VBROADCASTSS;
import static seseragi.kernels.x64.VectorOp.VCVTDQ2PS;
import static seseragi.kernels.x64.VectorOp.VCVTPH2PS;
import static seseragi.kernels.x64.VectorOp.VFMADD213PS;
import static seseragi.kernels.x64.VectorOp.VFMADD231PS;
import static seseragi.kernels.x64.VectorOp.VFNMADD231PS;
import static seseragi.kernels.x64.VectorOp.VMOVUPS;
import static seseragi.kernels.x64.VectorOp.VMOVUPS_STORE;
import static seseragi.kernels.x64.VectorOp.VMULPS;
import static seseragi.kernels.x64.VectorOp.VPABSB;
import static seseragi.kernels.x64.VectorOp.VPADDD;
import static seseragi.kernels.x64.VectorOp.VPADDW;
import static seseragi.kernels.x64.VectorOp.VPANDD;
import static seseragi.kernels.x64.VectorOp.VPANDND;
import static seseragi.kernels.x64.VectorOp.VPBROADCASTD;
import static seseragi.kernels.x64.VectorOp.VPDPBUSD;
import static seseragi.kernels.x64.VectorOp.VPDPWSSD;
import static seseragi.kernels.x64.VectorOp.VPMADDUBSW;
import static seseragi.kernels.x64.VectorOp.VPMADDWD;
import static seseragi.kernels.x64.VectorOp.VPMOVSXBD;
import static seseragi.kernels.x64.VectorOp.VPMOVZXBD;
import static seseragi.kernels.x64.VectorOp.VPMOVZXBW;
import static seseragi.kernels.x64.VectorOp.VPORD;
import static seseragi.kernels.x64.VectorOp.VPSHUFB;
import static seseragi.kernels.x64.VectorOp.VPSIGNB;
import static seseragi.kernels.x64.VectorOp.VPSLLVD;
import static seseragi.kernels.x64.VectorOp.VPXORD;
import static seseragi.kernels.x64.VectorShift.VPSLLD;
import static seseragi.kernels.x64.VectorShift.VPSLLW;
import static seseragi.kernels.x64.VectorShift.VPSRLW;

import java.util.HashMap;
import java.util.Map;
import seseragi.kernels.x64.MicroKernel.Near;
import seseragi.kernels.x64.Operand.Mem;
import seseragi.kernels.x64.Operand.Vec;

/**
 * Assembles the innermost product for AVX-VNNI and AVX2: what {@link MicroKernel} does, with its
 * signature, its layouts and its results to the last bit, in 16 registers of 32 bytes. A tile is
 * two halves of 8 rows.
 *
 * <p>Without {@code vpdpbusd}, pairs of products go to 16 bits ({@code vpmaddubsw}), where they
 * must not overflow: {@code 2 * 127 * 15} (4 bits) leaves room for a whole block, {@code 2 * 127 *
 * 31} for half of one, {@code 2 * 127 * 63} for one group; 8 bits are made signed, and the sign
 * moves from the weight to the activation ({@code 2 * 127 * 128} fits).
 *
 * <p>Registers: {@code acc} the sums of a block; then either the quants of both halves and one
 * activation (one tile), or one quant and the activations of all tokens; a temporary. The f32 sums
 * and the constants take what is left, or stay in memory.
 */
final class MicroKernel256 {
  private static final int REGISTERS = 16;
  private static final int GROUPS = 8;

  private final PackedFormat format;
  private final int tokens;
  private final int tiles;
  private final Near near;
  private final boolean vnni;

  /** Quants become signed numbers: those of 8 bits, where there is no {@code vpdpbusd}. */
  private final boolean signed;

  /** Groups whose sums fit 16 bits; 1 with {@code vpdpbusd}. */
  private final int span;

  private final Assembler a;

  // Numbers of the first registers of a kind; acc is 0.
  private final int units;
  private final int quant;
  private final int weight;
  private final int x;
  private final Vec temp;
  private final boolean sumsInRegisters;
  private final int sum;
  private final Map<Integer, Vec> constants = new HashMap<>();
  private int next;

  /**
   * @param vnni with {@code vpdpbusd}
   * @param evex in its EVEX form, on a CPU that has no other
   */
  MicroKernel256(
      PackedFormat format, int tokens, int tiles, Near near, boolean vnni, boolean evex) {
    if (!fits(vnni, tokens, tiles)) {
      throw new IllegalArgumentException("no kernel for %d x %d".formatted(tokens, tiles));
    }
    this.format = format;
    this.tokens = tokens;
    this.tiles = tiles;
    this.near = near;
    this.vnni = vnni;
    signed = !vnni && format.offset == 128;
    span = vnni ? 1 : format.bits == 4 && !signed ? 8 : format.bits == 5 ? 4 : 1;
    a = new Assembler(evex);
    units = 2 * tokens * tiles;
    next = units;
    quant = take(holdsQuants() ? 2 : 1);
    weight = take(!signed ? 0 : holdsQuants() ? 2 : 1);
    x = take(holdsQuants() ? 1 : tokens);
    temp = ymm(vnni && holdsQuants() ? x : take(1));
    if (!vnni && span == 1) {
      keep(MicroKernel.ONES);
    }
    sumsInRegisters = next + units <= REGISTERS;
    sum = take(sumsInRegisters ? units : 0);
    keepMasks();
  }

  /** Whether the registers suffice, for any format. */
  static boolean fits(boolean vnni, int tokens, int tiles) {
    int others = tiles == 1 ? (vnni ? 3 : 6) : tokens + (vnni ? 2 : 3);
    return tokens >= 1 && tiles >= 1 && tiles <= 4 && 2 * tokens * tiles + others <= REGISTERS;
  }

  /** One tile: its quants stay while the tokens pass. Several: the tokens stay. */
  private boolean holdsQuants() {
    return tiles == 1;
  }

  private int take(int registers) {
    next += registers;
    return next - registers;
  }

  private void keepMasks() {
    if (format.bits < 8) {
      keep(MicroKernel.LOW_BITS);
    }
    if (format.bits == 5) {
      keep(MicroKernel.HIGH_BIT);
    }
    if (format == PackedFormat.NON_LINEAR) {
      keep(table());
    }
    if (signed && format.bits == 8) {
      keep(MicroKernel.SIGN);
    }
  }

  private void keep(int offset) {
    if (next < REGISTERS) {
      constants.put(offset, ymm(take(1)));
    }
  }

  private Operand constant(int offset) {
    Vec register = constants.get(offset);
    return register == null ? Mem.at(RAX, offset) : register;
  }

  byte[] assemble() {
    prologue();
    MicroKernel.overTiles(a, tokens, tiles, Mem.at(RBP, 8), this::tile);
    epilogue();
    return a.toBytes();
  }

  private void prologue() {
    a.mov(R10, Mem.at(RSP, 8));
    a.mov(RAX, Mem.at(RSP, 16));
    MicroKernel.saveRegisters(a);
    a.push(RBP);
    a.mov(RBP, RSP);
    a.sub(RSP, 2 * 32 * units);
    a.and(RSP, -32);
    a.lea(R12, Mem.at(RCX, RCX, 2, 0)); // three tiles on
    constants.forEach((offset, register) -> a.op(VMOVUPS, register, Mem.at(RAX, offset)));
  }

  private void tile() {
    a.op(VPXORD, temp, temp, temp);
    for (int i = 0; i < units; i++) {
      if (sumsInRegisters) {
        a.op(VPXORD, sum(i), sum(i), sum(i));
      } else {
        a.store(VMOVUPS_STORE, sumInMemory(i), temp);
      }
    }
    MicroKernel.overSegments(a, format, tokens, this::rescale, this::block, this::addMinima);
    rescale(); // to numbers
    a.mov(RSI, R9);
    for (int t = 0; t < tokens; t++) {
      for (int i = 0; i < 2 * tiles; i++) {
        Vec from = temp;
        if (sumsInRegisters) {
          from = sum(unit(t, i));
        } else {
          a.op(VMOVUPS, temp, sumInMemory(unit(t, i)));
        }
        a.store(VMOVUPS_STORE, Mem.at(RSI, 32 * i), from);
      }
      a.add(RSI, R10);
    }
  }

  /** {@code sum *= } what the tokens have at {@code r8}. */
  private void rescale() {
    for (int t = 0; t < tokens; t++) {
      a.op(VBROADCASTSS, temp, Mem.at(R8, PackedTokens.head(t)));
      for (int i = 0; i < 2 * tiles; i++) {
        int unit = unit(t, i);
        if (sumsInRegisters) {
          a.op(VMULPS, sum(unit), sum(unit), temp);
        } else {
          a.op(VMULPS, acc(unit), temp, sumInMemory(unit));
          a.store(VMOVUPS_STORE, sumInMemory(unit), acc(unit));
        }
      }
    }
  }

  private void epilogue() {
    a.mov(RSP, RBP);
    a.pop(RBP);
    MicroKernel.restoreRegisters(a);
    a.vzeroupper();
    a.ret();
  }

  private void block() {
    int parts = format.sumsPerBlock();
    int groups = GROUPS / parts;
    for (int part = 0; part < parts; part++) {
      if (span == 1 && corrected()) {
        startAccumulators(part);
      }
      for (int i = 0; i < groups; i++) {
        group(part * groups + i, i == 0);
        if (span > 1 && (i + 1) % span == 0) {
          widen(i + 1 == span, i + 1 == groups);
        }
      }
      if (span > 1 && corrected()) {
        correctAccumulators();
      }
      for (int i = 0; i < 2 * tiles; i++) {
        scale(i, part);
      }
    }
    MicroKernel.prefetch(a, format, tokens, tiles, near);
    a.add(RDI, format.quantBytes());
    a.add(RSI, format.scales.blockBytes);
    a.add(R8, PackedTokens.blockBytes(tokens));
  }

  /** Whether the quants' offset is taken off by way of the activations' sum. */
  private boolean corrected() {
    return format.offset != 0 && !signed;
  }

  /** {@code acc = -offset * sum of the activations}. */
  private void startAccumulators(int part) {
    for (int t = 0; t < tokens; t++) {
      for (int i = 0; i < 2 * tiles; i++) {
        a.op(VPBROADCASTD, acc(unit(t, i)), Mem.at(R8, PackedTokens.correction(tokens, t, part)));
      }
    }
  }

  private void correctAccumulators() {
    for (int t = 0; t < tokens; t++) {
      a.op(VPBROADCASTD, temp, Mem.at(R8, PackedTokens.correction(tokens, t, 0)));
      for (int i = 0; i < 2 * tiles; i++) {
        a.op(VPADDD, acc(unit(t, i)), acc(unit(t, i)), temp);
      }
    }
  }

  /** Sums of 16 bits become sums of 32 bits; those of the first half of a block wait in memory. */
  private void widen(boolean first, boolean last) {
    for (int i = 0; i < units; i++) {
      a.op(VPMADDWD, acc(i), acc(i), constant(MicroKernel.ONES));
      if (!last) {
        a.store(VMOVUPS_STORE, partInMemory(i), acc(i));
      } else if (!first) {
        a.op(VPADDD, acc(i), acc(i), partInMemory(i));
      }
    }
  }

  private void group(int g, boolean first) {
    if (holdsQuants()) {
      loadQuants(g, 0, 0);
      loadQuants(g, 1, 1);
    }
    for (int t = 0; t < tokens; t++) {
      Vec four = x(holdsQuants() ? 0 : t);
      a.op(VPBROADCASTD, four, Mem.at(R8, PackedTokens.quants(t) + 4 * g));
      for (int i = 0; holdsQuants() && i < 2; i++) {
        product(acc(unit(t, i)), i, four, g, first);
      }
    }
    for (int i = 0; !holdsQuants() && i < 2 * tiles; i++) {
      loadQuants(g, i, 0);
      for (int t = 0; t < tokens; t++) {
        product(acc(unit(t, i)), 0, x(t), g, first);
      }
    }
  }

  /** {@code acc += quant * x}, or {@code acc =} where nothing is in it yet. */
  private void product(Vec acc, int slot, Vec four, int g, boolean first) {
    boolean fresh = span == 1 ? first && !corrected() : g % span == 0;
    if (vnni) {
      if (fresh) {
        a.op(VPXORD, acc, acc, acc);
      }
      a.op(VPDPBUSD, acc, quant(slot), four);
      return;
    }
    if (span > 1 && fresh) {
      a.op(VPMADDUBSW, acc, quant(slot), four);
      return;
    }
    if (signed) {
      a.op(VPSIGNB, temp, four, weight(slot));
      a.op(VPMADDUBSW, temp, quant(slot), temp);
    } else {
      a.op(VPMADDUBSW, temp, quant(slot), four);
    }
    if (span > 1) {
      a.op(VPADDW, acc, acc, temp);
    } else if (fresh) {
      a.op(VPMADDWD, acc, temp, constant(MicroKernel.ONES));
    } else {
      a.op(VPMADDWD, temp, temp, constant(MicroKernel.ONES));
      a.op(VPADDD, acc, acc, temp);
    }
  }

  /** The bytes of group {@code g} of half tile {@code i}: unsigned, or as amount and sign. */
  private void loadQuants(int g, int i, int slot) {
    Vec quant = quant(slot);
    if (format.bits == 8) {
      a.op(VMOVUPS, quant, halfTile(RDI, i, 64 * g, 32));
      if (signed) {
        a.op(VPXORD, weight(slot), quant, constant(MicroKernel.SIGN));
        a.op(VPABSB, quant, weight(slot));
      }
      return;
    }
    if (format.bits == 6) {
      sixBits(quant, 192 * (g / 4), g % 4, i);
      return;
    }
    a.op(VMOVUPS, quant, halfTile(RDI, i, 64 * (g % 4), 32));
    if (g >= 4) {
      a.shift(VPSRLW, quant, quant, 4);
    }
    a.op(VPANDD, quant, quant, constant(MicroKernel.LOW_BITS));
    if (format == PackedFormat.NON_LINEAR) {
      lookUp(slot);
    }
    if (format.bits == 5) {
      fifthBit(quant, i, g);
    }
  }

  private void lookUp(int slot) {
    Vec to = signed ? weight(slot) : quant(slot);
    Vec table = temp;
    if (constant(table()) instanceof Vec kept) {
      table = kept;
    } else {
      a.op(VMOVUPS, table, constant(table()));
    }
    a.op(VPSHUFB, to, table, quant(slot));
    if (signed) {
      a.op(VPABSB, quant(slot), to);
    }
  }

  private int table() {
    return signed ? MicroKernel.SIGNED_TABLE : MicroKernel.TABLE;
  }

  private void fifthBit(Vec quant, int i, int g) {
    a.op(VMOVUPS, temp, halfTile(RDI, i, 256, 32));
    if (g < 4) {
      a.shift(VPSLLW, temp, temp, 4 - g);
    } else if (g > 4) {
      a.shift(VPSRLW, temp, temp, g - 4);
    }
    a.op(VPANDD, temp, temp, constant(MicroKernel.HIGH_BIT));
    a.op(VPORD, quant, quant, temp);
  }

  /** The fourth group is what the others do not use, two bits of each. */
  private void sixBits(Vec quant, int four, int g, int i) {
    if (g < 3) {
      a.op(VMOVUPS, quant, halfTile(RDI, i, four + 64 * g, 32));
      a.op(VPANDD, quant, quant, constant(MicroKernel.LOW_BITS));
      return;
    }
    for (int other = 0; other < 3; other++) {
      Vec bits = other == 0 ? quant : temp;
      a.op(VMOVUPS, bits, constant(MicroKernel.LOW_BITS));
      a.op(VPANDND, bits, bits, halfTile(RDI, i, four + 64 * other, 32));
      if (other > 0) {
        a.op(VPORD, quant, quant, temp);
      }
      a.shift(VPSRLW, quant, quant, 2);
    }
  }

  /** {@code sum += (acc << shift of the token) * scale of the row}, then minima of blocks. */
  private void scale(int i, int part) {
    Vec scale = quant(0);
    Vec min = holdsQuants() ? quant(1) : x(0);
    boolean hasMin = format.scales == PackedFormat.Scales.HALF_MIN;
    loadScale(scale, i, part);
    if (hasMin) {
      a.op(VCVTPH2PS, min, halfTile(RSI, i, 32, 16));
    }
    for (int t = 0; t < tokens; t++) {
      int unit = unit(t, i);
      Vec acc = acc(unit);
      Vec result = sumsInRegisters ? sum(unit) : acc;
      a.op(VPBROADCASTD, temp, Mem.at(R8, PackedTokens.shift(tokens, t)));
      a.op(VPSLLVD, acc, acc, temp);
      a.op(VCVTDQ2PS, acc, acc);
      if (sumsInRegisters) {
        a.op(VFMADD231PS, result, acc, scale);
      } else {
        a.op(VFMADD213PS, acc, scale, sumInMemory(unit));
      }
      if (hasMin) {
        a.op(VBROADCASTSS, temp, Mem.at(R8, PackedTokens.correction(tokens, t, 0)));
        a.op(VFMADD231PS, result, min, temp);
      }
      if (!sumsInRegisters) {
        a.store(VMOVUPS_STORE, sumInMemory(unit), acc);
      }
    }
  }

  /** {@code sum -= dmin * sum over the blocks of (min of the row * sum of the quants)}. */
  private void addMinima() {
    for (int i = 0; i < 2 * tiles; i++) {
      for (int pair = 0; pair < PackedTokens.SEGMENT / 2; pair++) {
        a.op(
            VPMOVZXBW,
            quant(0),
            halfTile(RDX, i, PackedFormat.MINIMA + PackedFormat.PAIR_BYTES * pair, 16));
        for (int t = 0; t < tokens; t++) {
          a.op(VPBROADCASTD, temp, Mem.at(R8, PackedTokens.pair(tokens, t, pair)));
          addPairs(acc(unit(t, i)), pair == 0);
        }
      }
      a.op(VCVTPH2PS, quant(0), halfTile(RDX, i, PackedFormat.D_MIN, 16));
      for (int t = 0; t < tokens; t++) {
        int unit = unit(t, i);
        Vec acc = acc(unit);
        a.shift(VPSLLD, acc, acc, 4);
        a.op(VCVTDQ2PS, acc, acc);
        if (sumsInRegisters) {
          a.op(VFNMADD231PS, sum(unit), acc, quant(0));
        } else {
          a.op(VMOVUPS, temp, sumInMemory(unit));
          a.op(VFNMADD231PS, temp, acc, quant(0));
          a.store(VMOVUPS_STORE, sumInMemory(unit), temp);
        }
      }
    }
  }

  /** {@code acc += minima * sums}, two products a lane; {@code acc =} at first. */
  private void addPairs(Vec acc, boolean first) {
    if (vnni) {
      if (first) {
        a.op(VPXORD, acc, acc, acc);
      }
      a.op(VPDPWSSD, acc, quant(0), temp);
    } else if (first) {
      a.op(VPMADDWD, acc, quant(0), temp);
    } else {
      a.op(VPMADDWD, temp, quant(0), temp);
      a.op(VPADDD, acc, acc, temp);
    }
  }

  private void loadScale(Vec to, int i, int part) {
    switch (format.scales) {
      case HALF, HALF_MIN -> a.op(VCVTPH2PS, to, halfTile(RSI, i, 0, 16));
      case SUPER_MIN -> superScale(to, VPMOVZXBD, halfTile(RSI, i, 0, 8), i);
      case SUPER_HALVES -> superScale(to, VPMOVSXBD, halfTile(RSI, i, 16 * part, 8), i);
    }
  }

  private void superScale(Vec to, VectorOp widen, Mem scales, int i) {
    a.op(widen, to, scales);
    a.op(VCVTDQ2PS, to, to);
    a.op(VCVTPH2PS, temp, halfTile(RDX, i, 0, 16));
    a.op(VMULPS, to, to, temp);
  }

  /**
   * Address in half tile {@code i}; tiles lie {@code tileStride} (rcx) apart.
   *
   * @param bytes from one half to the next
   */
  private static Mem halfTile(Operand.Gpr base, int i, int displacement, int bytes) {
    int at = displacement + i % 2 * bytes;
    return switch (i / 2) {
      case 0 -> Mem.at(base, at);
      case 1 -> Mem.at(base, RCX, 1, at);
      case 2 -> Mem.at(base, RCX, 2, at);
      default -> Mem.at(base, R12, 1, at);
    };
  }

  private int unit(int token, int halfTile) {
    return token * 2 * tiles + halfTile;
  }

  private static Vec acc(int unit) {
    return ymm(unit);
  }

  private Vec quant(int slot) {
    return ymm(quant + slot);
  }

  private Vec weight(int slot) {
    return ymm(weight + slot);
  }

  private Vec x(int token) {
    return ymm(x + token);
  }

  private Vec sum(int unit) {
    return ymm(sum + unit);
  }

  private static Mem sumInMemory(int unit) {
    return Mem.at(RSP, 32 * unit);
  }

  private Mem partInMemory(int unit) {
    return Mem.at(RSP, 32 * (units + unit));
  }
}
