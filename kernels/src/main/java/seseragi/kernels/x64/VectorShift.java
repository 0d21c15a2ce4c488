package seseragi.kernels.x64;

/** Shifts of lanes by a constant: opcode and the extension in ModRM's reg field. */
enum VectorShift {
  VPSRLW(0x71, 2),
  VPSLLW(0x71, 6),
  VPSRLD(0x72, 2),
  VPSRAD(0x72, 4),
  VPSLLD(0x72, 6);

  final int opcode;
  final int extension;

  VectorShift(int opcode, int extension) {
    this.opcode = opcode;
    this.extension = extension;
  }
}
