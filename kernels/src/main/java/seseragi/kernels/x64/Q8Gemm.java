package seseragi.kernels.x64;

import static seseragi.kernels.x64.Operand.Gpr.R11;
import static seseragi.kernels.x64.Operand.Gpr.R8;
import static seseragi.kernels.x64.Operand.Gpr.R9;
import static seseragi.kernels.x64.Operand.Gpr.RCX;
import static seseragi.kernels.x64.Operand.Gpr.RDI;
import static seseragi.kernels.x64.Operand.Gpr.RDX;
import static seseragi.kernels.x64.Operand.Gpr.RSI;
import static seseragi.kernels.x64.Operand.Gpr.RSP;
import static seseragi.kernels.x64.VectorOp.VCVTDQ2PS;
import static seseragi.kernels.x64.VectorOp.VCVTPH2PS;
import static seseragi.kernels.x64.VectorOp.VFMADD231PS;
import static seseragi.kernels.x64.VectorOp.VMOVUPS;
import static seseragi.kernels.x64.VectorOp.VMOVUPS_STORE;
import static seseragi.kernels.x64.VectorOp.VMULPS;
import static seseragi.kernels.x64.VectorOp.VPBROADCASTD;
import static seseragi.kernels.x64.VectorOp.VPDPBUSD;
import static seseragi.kernels.x64.VectorOp.VPXORD;

import seseragi.kernels.x64.CodeBuffer.Label;
import seseragi.kernels.x64.Operand.Mem;
import seseragi.kernels.x64.Operand.Vec;

/** Prototype: one micro tile, tokens x (tiles of 16 rows). */
final class Q8Gemm {
  private final int tokens;
  private final int tiles;

  Q8Gemm(int tokens, int tiles) {
    this.tokens = tokens;
    this.tiles = tiles;
  }

  byte[] assemble() {
    Assembler a = new Assembler(true);
    int n = tokens * tiles;
    int xBlock = tokens * 40;
    a.mov(R11, Mem.at(RSP, 8));
    for (int i = 0; i < n; i++) {
      a.op(VPXORD, sum(i), sum(i), sum(i));
    }
    Label loop = a.label();
    a.bind(loop);
    for (int t = 0; t < tokens; t++) {
      for (int s = 0; s < tiles; s++) {
        a.op(VPBROADCASTD, acc(t * tiles + s), Mem.at(RCX, tokens * 36 + t * 4));
      }
    }
    for (int g = 0; g < 8; g++) {
      for (int s = 0; s < tiles; s++) {
        a.op(VMOVUPS, w(s), s == 0 ? Mem.at(RDI, g * 64) : Mem.at(RDI, RDX, 1, g * 64));
      }
      for (int t = 0; t < tokens; t++) {
        for (int s = 0; s < tiles; s++) {
          a.op(VPDPBUSD, acc(t * tiles + s), w(s), Mem.at(RCX, t * 32 + g * 4).repeated());
        }
      }
    }
    for (int s = 0; s < tiles; s++) {
      a.op(VCVTPH2PS, w(s), s == 0 ? Mem.at(RSI, 0) : Mem.at(RSI, RDX, 1, 0));
    }
    for (int t = 0; t < tokens; t++) {
      Mem xs = Mem.at(RCX, tokens * 32 + t * 4);
      for (int s = 0; s < tiles; s++) {
        int i = t * tiles + s;
        a.op(VCVTDQ2PS, acc(i), acc(i));
        a.op(VMULPS, tmp(i), w(s), xs.repeated());
        a.op(VFMADD231PS, sum(i), acc(i), tmp(i));
      }
    }
    a.add(RDI, 512);
    a.add(RSI, 32);
    a.add(RCX, xBlock);
    a.sub(R11, 1);
    a.jne(loop);
    for (int t = 0; t < tokens; t++) {
      for (int s = 0; s < tiles; s++) {
        a.store(VMOVUPS_STORE, Mem.at(R8, s * 64), sum(t * tiles + s));
      }
      a.add(R8, R9);
    }
    a.vzeroupper();
    a.ret();
    return a.toBytes();
  }

  private Vec sum(int i) {
    return Vec.zmm(i);
  }

  private Vec acc(int i) {
    return Vec.zmm(tokens * tiles + i);
  }

  private Vec w(int tile) {
    return Vec.zmm(2 * tokens * tiles + tile);
  }

  private Vec tmp(int i) {
    return Vec.zmm(2 * tokens * tiles + tiles + i % (32 - 2 * tokens * tiles - tiles));
  }
}
