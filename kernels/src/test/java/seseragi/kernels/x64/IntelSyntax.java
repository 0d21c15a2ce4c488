package seseragi.kernels.x64;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import seseragi.kernels.x64.Operand.Gpr;
import seseragi.kernels.x64.Operand.Mem;
import seseragi.kernels.x64.Operand.Vec;

/** Reads a line of Intel syntax, as recorded with GNU as, and has the assembler write it. */
final class IntelSyntax {
  private static final Pattern MEMORY =
      Pattern.compile("\\[(\\w+?)(?:\\+(\\w+)\\*(\\d))?([+-]\\d+)?](\\{1to\\d+})?");

  private static final Pattern COMMA = Pattern.compile(", ");

  private IntelSyntax() {}

  static void emit(Assembler a, String line) {
    String text = line.replace("{vex} ", "").replace("{evex} ", "") + " ";
    int space = text.indexOf(' ');
    String mnemonic = text.substring(0, space).replace("movabs", "mov");
    List<String> operands = List.of(COMMA.split(text.substring(space).strip()));
    String upper = mnemonic.toUpperCase(Locale.ROOT);
    if (names(VectorShift.values(), upper)) {
      a.shift(VectorShift.valueOf(upper), vec(operands, 0), vec(operands, 1), integer(operands, 2));
    } else if (mnemonic.startsWith("vextract")) {
      a.extractHalf(vec(operands, 0), vec(operands, 1), integer(operands, 2));
    } else if (mnemonic.equals("vcvtps2ph")) {
      a.vcvtps2ph(memory(operands.get(0)), vec(operands, 1));
    } else if (mnemonic.equals("vpextrw")) {
      a.vpextrw(memory(operands.get(0)), vec(operands, 1), integer(operands, 2));
    } else if (mnemonic.equals("vpternlogd")) {
      a.vpternlogd(
          vec(operands, 0), vec(operands, 1), operand(operands.get(2)), integer(operands, 3));
    } else if (names(VectorOp.values(), upper) || names(VectorOp.values(), upper + "_STORE")) {
      vector(a, upper, operands);
    } else {
      scalar(a, mnemonic, operands);
    }
  }

  private static void vector(Assembler a, String name, List<String> operands) {
    if (operands.getFirst().contains("[")) {
      a.store(VectorOp.valueOf(name + "_STORE"), memory(operands.get(0)), vec(operands, 1));
    } else if (operands.size() == 2) {
      a.op(VectorOp.valueOf(name), vec(operands, 0), operand(operands.get(1)));
    } else {
      a.op(VectorOp.valueOf(name), vec(operands, 0), vec(operands, 1), operand(operands.get(2)));
    }
  }

  private static void scalar(Assembler a, String mnemonic, List<String> operands) {
    switch (mnemonic) {
      case "ret" -> a.ret();
      case "cpuid" -> a.cpuid();
      case "xgetbv" -> a.xgetbv();
      case "vzeroupper" -> a.vzeroupper();
      case "push" -> a.push(gpr(operands, 0));
      case "pop" -> a.pop(gpr(operands, 0));
      case "prefetcht0" -> a.prefetcht0(memory(operands.get(0)));
      case "prefetcht1" -> a.prefetcht1(memory(operands.get(0)));
      case "prefetchw" -> a.prefetchw(memory(operands.get(0)));
      case "lea" -> a.lea(gpr(operands, 0), memory(operands.get(1)));
      case "imul" -> a.imul(gpr(operands, 0), gpr(operands, 1));
      case "or" -> a.or(gpr(operands, 0), gpr(operands, 1));
      case "xor" -> a.xor(gpr(operands, 0), gpr(operands, 1));
      case "test" -> a.test(gpr(operands, 0), gpr(operands, 1));
      case "shl" -> a.shl(gpr(operands, 0), integer(operands, 1));
      case "mov" -> mov(a, operands);
      case "and" -> a.and(gpr(operands, 0), integer(operands, 1));
      case "add", "sub", "cmp" -> arithmetic(a, mnemonic, operands);
      default -> throw new AssertionError("no such mnemonic in the test: " + mnemonic);
    }
  }

  private static void mov(Assembler a, List<String> operands) {
    String from = operands.get(1);
    if (operands.getFirst().contains("[")) {
      a.mov(memory(operands.get(0)), gpr(operands, 1));
    } else if (from.contains("[")) {
      a.mov(gpr(operands, 0), memory(from));
    } else if (Character.isLetter(from.charAt(0))) {
      a.mov(gpr(operands, 0), gpr(operands, 1));
    } else {
      a.mov(gpr(operands, 0), Long.decode(from));
    }
  }

  private static void arithmetic(Assembler a, String mnemonic, List<String> operands) {
    Gpr to = gpr(operands, 0);
    boolean register = Character.isLetter(operands.get(1).charAt(0));
    switch (mnemonic) {
      case "add" -> {
        if (register) {
          a.add(to, gpr(operands, 1));
        } else {
          a.add(to, integer(operands, 1));
        }
      }
      case "sub" -> {
        if (register) {
          a.sub(to, gpr(operands, 1));
        } else {
          a.sub(to, integer(operands, 1));
        }
      }
      default -> {
        if (register) {
          a.cmp(to, gpr(operands, 1));
        } else {
          a.cmp(to, integer(operands, 1));
        }
      }
    }
  }

  private static boolean names(Enum<?>[] values, String name) {
    return Arrays.stream(values).anyMatch(value -> value.name().equals(name));
  }

  private static Operand operand(String text) {
    return text.contains("[") ? memory(text) : vec(List.of(text), 0);
  }

  private static Gpr gpr(List<String> operands, int index) {
    return Gpr.valueOf(operands.get(index).toUpperCase(Locale.ROOT));
  }

  private static int integer(List<String> operands, int index) {
    return Integer.parseInt(operands.get(index));
  }

  private static Vec vec(List<String> operands, int index) {
    String text = operands.get(index);
    int bytes = text.startsWith("x") ? 16 : text.startsWith("y") ? 32 : 64;
    return new Vec(Integer.parseInt(text.substring(3)), bytes);
  }

  private static Mem memory(String text) {
    Matcher matcher = MEMORY.matcher(text.substring(text.indexOf('[')));
    if (!matcher.matches()) {
      throw new AssertionError("no address: " + text);
    }
    Gpr base = gpr(List.of(matcher.group(1)), 0);
    int displacement = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
    Mem mem =
        matcher.group(2) == null
            ? Mem.at(base, displacement)
            : Mem.at(
                base,
                gpr(List.of(matcher.group(2)), 0),
                Integer.parseInt(matcher.group(3)),
                displacement);
    return matcher.group(5) == null ? mem : mem.repeated();
  }
}
