package seseragi.kernels.x64;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static seseragi.kernels.x64.Operand.Gpr.RAX;
import static seseragi.kernels.x64.Operand.Gpr.RCX;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import seseragi.kernels.x64.CodeBuffer.Label;
import seseragi.kernels.x64.Operand.Mem;
import seseragi.kernels.x64.Operand.Vec;

class AssemblerTest {
  static Stream<String> recordedInstructions() throws IOException {
    try (InputStream in = AssemblerTest.class.getResourceAsStream("instructions.txt")) {
      List<String> lines = new String(in.readAllBytes(), UTF_8).lines().toList();
      return lines.stream().filter(line -> !line.startsWith("#"));
    }
  }

  @ParameterizedTest
  @MethodSource("recordedInstructions")
  void encodesAsTheGnuAssemblerDoes(String line) {
    int bar = line.indexOf('|');
    Assembler assembler = new Assembler(line.contains("{evex}"));
    IntelSyntax.emit(assembler, line.substring(bar + 2));
    assertEquals(line.substring(0, bar - 1), HexFormat.of().formatHex(assembler.toBytes()));
  }

  @Test
  void everyVectorInstructionIsRecorded() throws IOException {
    List<String> lines = recordedInstructions().toList();
    for (VectorOp op : VectorOp.values()) {
      String mnemonic = " " + op.name().replace("_STORE", "").toLowerCase(java.util.Locale.ROOT);
      assertEquals(
          true, lines.stream().anyMatch(line -> line.contains(mnemonic + " ")), op + " is missing");
    }
  }

  @Test
  void jumpsGoForwardAndBack() {
    Assembler a = new Assembler(false);
    Label top = a.label();
    Label end = a.label();
    a.bind(top);
    a.je(end);
    a.jmp(top);
    a.bind(end);
    a.ret();
    assertArrayEquals(HexFormat.of().parseHex("0f8405000000" + "e9f5ffffff" + "c3"), a.toBytes());
  }

  @Test
  void anUnboundLabelIsRefused() {
    Assembler a = new Assembler(false);
    a.jmp(a.label());
    assertThrows(IllegalStateException.class, a::toBytes);
  }

  @Test
  void anInstructionWithoutAnEvexFormRefusesHighRegisters() {
    Assembler a = new Assembler(false);
    Vec low = Vec.ymm(1);
    assertThrows(
        IllegalArgumentException.class, () -> a.op(VectorOp.VPSIGNB, low, low, Vec.ymm(17)));
    assertThrows(
        IllegalArgumentException.class,
        () -> a.op(VectorOp.VPXOR, low, low, Mem.at(RAX, RCX, 4, 0).repeated()));
  }
}
