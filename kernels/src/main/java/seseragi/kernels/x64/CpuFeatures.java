package seseragi.kernels.x64;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static seseragi.kernels.x64.Operand.Gpr.RAX;
import static seseragi.kernels.x64.Operand.Gpr.RBX;
import static seseragi.kernels.x64.Operand.Gpr.RCX;
import static seseragi.kernels.x64.Operand.Gpr.RDI;
import static seseragi.kernels.x64.Operand.Gpr.RDX;
import static seseragi.kernels.x64.Operand.Gpr.RSI;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import seseragi.kernels.memory.ExecutableMemory;
import seseragi.kernels.x64.Operand.Mem;

/**
 * What the CPU can do and the operating system lets it do, asked with CPUID and XGETBV.
 *
 * @param brand name of the processor
 * @param avx2 AVX2, FMA and F16C
 * @param avxVnni {@code vpdpbusd} in its VEX form
 * @param avx512 AVX-512 F, BW, DQ and VL
 * @param avx512Vnni {@code vpdpbusd} in its EVEX form
 */
public record CpuFeatures(
    String brand, boolean avx2, boolean avxVnni, boolean avx512, boolean avx512Vnni) {

  /** XCR0: the system saves xmm and ymm (bits 1, 2), and opmask and zmm (bits 5 to 7). */
  private static final int YMM_STATE = 0x06;

  private static final int ZMM_STATE = 0xe6;

  /**
   * Asks this CPU.
   *
   * @throws UnsupportedOperationException with the reason, if it is another, or code that asks
   *     cannot be run
   */
  public static CpuFeatures ofThisMachine() {
    String architecture = System.getProperty("os.arch");
    if (!architecture.equals("amd64") && !architecture.equals("x86_64")) {
      throw new UnsupportedOperationException("the CPU is " + architecture + ", not x86-64");
    }
    return detect(ExecutableMemory.ofThisSystem());
  }

  /** The features that there are, by their usual names. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    add(names, avx2, "AVX2");
    add(names, avx2, "FMA");
    add(names, avx2, "F16C");
    add(names, avxVnni, "AVX-VNNI");
    add(names, avx512, "AVX-512");
    add(names, avx512Vnni, "AVX-512 VNNI");
    return names;
  }

  private static void add(List<String> names, boolean present, String name) {
    if (present) {
      names.add(name);
    }
  }

  /** Asks this CPU. Only to be called where {@code os.arch} is {@code amd64}. */
  static CpuFeatures detect(ExecutableMemory executable) {
    try (Arena arena = Arena.ofConfined()) {
      Query query = new Query(executable, arena);
      int[] basic = query.cpuid(1, 0);
      int[] extended = query.cpuid(7, 0);
      int[] extended1 = query.cpuid(7, 1);
      int state = bit(basic[2], 27) ? query.xgetbv() : 0; // OSXSAVE
      boolean ymm = (state & YMM_STATE) == YMM_STATE;
      boolean zmm = (state & ZMM_STATE) == ZMM_STATE;
      boolean avx2 =
          ymm && bit(extended[1], 5) && bit(basic[2], 12) && bit(basic[2], 29); // FMA, F16C
      boolean avx512 =
          zmm
              && avx2
              && bit(extended[1], 16) // F
              && bit(extended[1], 17) // DQ
              && bit(extended[1], 30) // BW
              && bit(extended[1], 31); // VL
      return new CpuFeatures(
          query.brand(),
          avx2,
          avx2 && bit(extended1[0], 4),
          avx512,
          avx512 && bit(extended[2], 11));
    }
  }

  private static boolean bit(int value, int index) {
    return ((value >>> index) & 1) != 0;
  }

  /** Two functions of a few instructions. */
  private static final class Query {
    private final MethodHandle cpuid;
    private final MethodHandle xgetbv;
    private final MemorySegment result;

    Query(ExecutableMemory executable, Arena arena) {
      result = arena.allocate(16);
      cpuid =
          executable.load(
              cpuidCode(), FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_INT), arena);
      xgetbv = executable.load(xgetbvCode(), FunctionDescriptor.of(JAVA_INT), arena);
    }

    /** {@code void cpuid(int result[4], int leaf, int subleaf)}, System V. */
    private static byte[] cpuidCode() {
      Assembler a = new Assembler(false);
      a.push(RBX);
      a.mov(RAX, RSI);
      a.mov(RCX, RDX);
      a.cpuid();
      a.shl(RBX, 32);
      a.or(RAX, RBX);
      a.mov(Mem.at(RDI, 0), RAX);
      a.shl(RDX, 32);
      a.or(RCX, RDX);
      a.mov(Mem.at(RDI, 8), RCX);
      a.pop(RBX);
      a.ret();
      return a.toBytes();
    }

    /** {@code int xgetbv()}: the low half of XCR0. */
    private static byte[] xgetbvCode() {
      Assembler a = new Assembler(false);
      a.xor(RCX, RCX);
      a.xgetbv();
      a.ret();
      return a.toBytes();
    }

    /** EAX, EBX, ECX, EDX. */
    int[] cpuid(int leaf, int subleaf) {
      try {
        cpuid.invokeExact(result, leaf, subleaf);
      } catch (Throwable e) {
        throw ExecutableMemory.failure(e);
      }
      return result.toArray(JAVA_INT);
    }

    int xgetbv() {
      try {
        return (int) xgetbv.invokeExact();
      } catch (Throwable e) {
        throw ExecutableMemory.failure(e);
      }
    }

    String brand() {
      byte[] text = new byte[48];
      for (int i = 0; i < 3; i++) {
        cpuid(0x80000002 + i, 0);
        MemorySegment.copy(result, 0, MemorySegment.ofArray(text), 16L * i, 16);
      }
      String brand = new String(text, StandardCharsets.US_ASCII);
      int end = brand.indexOf('\0');
      return (end < 0 ? brand : brand.substring(0, end)).strip();
    }
  }
}
