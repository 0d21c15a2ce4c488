package seseragi.kernels.x64;

/**
 * Vector instructions and their encoding: opcode map, mandatory prefix, W bit, opcode, and how a
 * short displacement is scaled under EVEX (Intel 64 and IA-32 Architectures Software Developer's
 * Manual, volume 2, sections 2.3 and 2.7, and each instruction's page).
 */
enum VectorOp {
  VMOVUPS(1, 0, 0, 0x10, Tuple.FULL_MEM),
  VMOVUPS_STORE(1, 0, 0, 0x11, Tuple.FULL_MEM),
  VMOVSS(1, 2, 0, 0x10, Tuple.SCALAR),
  VMOVSS_STORE(1, 2, 0, 0x11, Tuple.SCALAR),
  VMOVLPS_STORE(1, 0, 0, 0x13, Tuple.VEX_ONLY),
  VMOVHLPS(1, 0, 0, 0x12, Tuple.VEX_ONLY), // of two registers; with memory it is another
  VMOVSHDUP(1, 2, 0, 0x16, Tuple.FULL_MEM),
  VBROADCASTSS(2, 1, 0, 0x18, Tuple.SCALAR),
  VPBROADCASTD(2, 1, 0, 0x58, Tuple.SCALAR),
  VPBROADCASTB(2, 1, 0, 0x78, Tuple.BYTE),
  VPBROADCASTW(2, 1, 0, 0x79, Tuple.WORD),
  VADDPS(1, 0, 0, 0x58, Tuple.FULL),
  VSUBPS(1, 0, 0, 0x5c, Tuple.FULL),
  VMULPS(1, 0, 0, 0x59, Tuple.FULL),
  VDIVPS(1, 0, 0, 0x5e, Tuple.FULL),
  VMAXPS(1, 0, 0, 0x5f, Tuple.FULL),
  VMINPS(1, 0, 0, 0x5d, Tuple.FULL),
  VHADDPS(1, 3, 0, 0x7c, Tuple.VEX_ONLY),
  VFMADD231PS(2, 1, 0, 0xb8, Tuple.FULL),
  VFMADD213PS(2, 1, 0, 0xa8, Tuple.FULL),
  VFNMADD231PS(2, 1, 0, 0xbc, Tuple.FULL),
  VCVTDQ2PS(1, 0, 0, 0x5b, Tuple.FULL),
  VCVTPS2DQ(1, 1, 0, 0x5b, Tuple.FULL),
  VCVTPH2PS(2, 1, 0, 0x13, Tuple.HALF_MEM),
  VPADDW(1, 1, 0, 0xfd, Tuple.FULL_MEM),
  VPADDD(1, 1, 0, 0xfe, Tuple.FULL),
  VPSUBD(1, 1, 0, 0xfa, Tuple.FULL),
  VPMAXSD(2, 1, 0, 0x3d, Tuple.FULL),
  VPMINSD(2, 1, 0, 0x39, Tuple.FULL),
  VPHADDD(2, 1, 0, 0x02, Tuple.VEX_ONLY),
  VPACKSSDW(1, 1, 0, 0x6b, Tuple.FULL),
  VPACKSSWB(1, 1, 0, 0x63, Tuple.FULL_MEM),
  VPERMD(2, 1, 0, 0x36, Tuple.FULL),
  VPMULLD(2, 1, 0, 0x40, Tuple.FULL),
  VPMADDUBSW(2, 1, 0, 0x04, Tuple.FULL_MEM),
  VPMADDWD(1, 1, 0, 0xf5, Tuple.FULL_MEM),
  VPDPBUSD(2, 1, 0, 0x50, Tuple.FULL),
  VPDPWSSD(2, 1, 0, 0x52, Tuple.FULL),
  VPSLLVD(2, 1, 0, 0x47, Tuple.FULL),
  VPMOVSXBD(2, 1, 0, 0x21, Tuple.QUARTER_MEM),
  VPMOVZXBW(2, 1, 0, 0x30, Tuple.HALF_MEM),
  VPMOVZXBD(2, 1, 0, 0x31, Tuple.QUARTER_MEM),
  VPMOVZXWD(2, 1, 0, 0x33, Tuple.HALF_MEM),
  VPSHUFB(2, 1, 0, 0x00, Tuple.FULL_MEM),
  VPABSB(2, 1, 0, 0x1c, Tuple.FULL_MEM),
  VPSIGNB(2, 1, 0, 0x08, Tuple.VEX_ONLY),
  VPXOR(1, 1, 0, 0xef, Tuple.VEX_ONLY),
  VPXORD(1, 1, 0, 0xef, Tuple.FULL),
  VPAND(1, 1, 0, 0xdb, Tuple.VEX_ONLY),
  VPANDD(1, 1, 0, 0xdb, Tuple.FULL),
  VPANDND(1, 1, 0, 0xdf, Tuple.FULL),
  VPOR(1, 1, 0, 0xeb, Tuple.VEX_ONLY),
  VPORD(1, 1, 0, 0xeb, Tuple.FULL),
  VPTERNLOGD(3, 1, 0, 0x25, Tuple.FULL); // with a table behind it

  /**
   * How many bytes one unit of an 8-bit displacement counts under EVEX (SDM volume 2, table 2-34).
   */
  enum Tuple {
    FULL,
    FULL_MEM,
    HALF_MEM,
    QUARTER_MEM,
    SCALAR,
    BYTE,
    WORD,
    VEX_ONLY;

    int unit(int vectorBytes, boolean broadcast) {
      return switch (this) {
        case FULL -> broadcast ? 4 : vectorBytes;
        case FULL_MEM -> vectorBytes;
        case HALF_MEM -> vectorBytes / 2;
        case QUARTER_MEM -> vectorBytes / 4;
        case SCALAR -> 4;
        case WORD -> 2;
        case BYTE, VEX_ONLY -> 1;
      };
    }
  }

  /** 1: 0F, 2: 0F 38, 3: 0F 3A. */
  final int map;

  /** 0: none, 1: 66, 2: F3, 3: F2. */
  final int prefix;

  final int w;
  final int opcode;
  final Tuple tuple;

  VectorOp(int map, int prefix, int w, int opcode, Tuple tuple) {
    this.map = map;
    this.prefix = prefix;
    this.w = w;
    this.opcode = opcode;
    this.tuple = tuple;
  }
}
