package seseragi.kernels.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import seseragi.kernels.Kernels;
import seseragi.kernels.Matrix;
import seseragi.kernels.scalar.ScalarKernels;

class KernelSelectionTest {
  private static final KernelOptions OPTIONS = new KernelOptions(2, "auto", true, Optional.empty());

  @Test
  void theChoiceIsCheckedAndDescribedInOneLine() {
    KernelSelection selection = KernelSelection.create(2, "vector-128");
    try (Kernels kernels = selection.kernels()) {
      assertEquals("vector-128", kernels.name());
      assertEquals(2, kernels.threads());
      assertTrue(
          selection
              .description()
              .matches(
                  "kernels: vector-128 \\(2 threads\\), checked (\\d+) of \\1 against scalar in"
                      + " \\d+ ms"),
          selection.description());
    }
  }

  @Test
  void zeroThreadsMeanOneForEachProcessor() {
    try (Kernels kernels = KernelSelection.create(0, "vector").kernels()) {
      assertEquals(Runtime.getRuntime().availableProcessors(), kernels.threads());
    }
  }

  @Test
  void scalarCanBeForced() {
    KernelSelection selection = KernelSelection.create(0, "scalar");
    assertEquals("scalar", selection.kernels().name());
    assertEquals("kernels: scalar (1 thread)", selection.description());
    selection.kernels().close();
  }

  @Test
  void anUnknownBackendIsRefusedWithTheChoices() {
    IllegalArgumentException fault =
        assertThrows(IllegalArgumentException.class, () -> KernelSelection.create(1, "gpu"));
    assertTrue(fault.getMessage().contains("seseragi.kernels=gpu"), fault.getMessage());
    assertTrue(fault.getMessage().contains("vector-512"), fault.getMessage());
    assertThrows(IllegalArgumentException.class, () -> KernelSelection.create(-1, "scalar"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"matmul", "rmsNorm", "attention", "swiglu", "rope"})
  void aBackendThatDiffersInOneOperationIsReplacedByTheSpecification(String operation) {
    KernelSelection selection = KernelSelection.verify(withFault(operation));
    try (Kernels kernels = selection.kernels()) {
      assertEquals("scalar", kernels.name());
      assertTrue(
          selection.description().contains("differs in " + operation), selection.description());
    }
  }

  @Test
  void machineCodeThatDiffersInAnOperationIsReplacedByTheVectorApi() {
    Kernels faulty = withFault("attention");
    KernelSelection selection = KernelSelection.orPortable(faulty, SelfCheck.run(faulty), OPTIONS);
    try (Kernels kernels = selection.kernels()) {
      assertTrue(kernels.name().startsWith("vector-"), kernels.name());
      String reason = "no machine code, for scalar differs in attention";
      assertTrue(selection.description().contains(reason), selection.description());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 68})
  void aFaultInOneOfTheWaysIsSeen(int columns) {
    SelfCheck.Result result = SelfCheck.run(withFault("add", columns));
    assertEquals(List.of("add"), result.failed());
  }

  private static Kernels withFault(String operation) {
    return withFault(operation, 0);
  }

  /**
   * The specification, but one operation adds 1 to the first number of its matrices.
   *
   * @param columns of the matrices that it does that to, or 0 for all
   */
  private static Kernels withFault(String operation, int columns) {
    Kernels right = new ScalarKernels();
    return (Kernels)
        Proxy.newProxyInstance(
            Kernels.class.getClassLoader(),
            new Class<?>[] {Kernels.class},
            (proxy, method, arguments) -> {
              Object result;
              try {
                result = method.invoke(right, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (method.getName().equals(operation)) {
                disturb(arguments, columns);
              }
              return result;
            });
  }

  private static void disturb(Object[] arguments, int columns) {
    for (Object argument : arguments) {
      if (argument instanceof Matrix matrix && (columns == 0 || columns == matrix.columns())) {
        float[] row = new float[matrix.columns()];
        matrix.read(0, row, 0);
        row[0] += 1;
        matrix.write(0, row, 0);
      }
    }
  }
}
