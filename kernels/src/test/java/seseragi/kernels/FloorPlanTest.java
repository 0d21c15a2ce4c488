package seseragi.kernels;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class FloorPlanTest {
  @Test
  void importsOnlyGoDown() {
    FloorPlan.of(Kernels.class, "seseragi.kernels")
        .allow("memory", Set.of())
        .allow("tensor", Set.of("memory"))
        .allow("", Set.of("tensor"))
        .allow("host", Set.of("", "tensor", "memory"))
        .allow("scalar", Set.of("", "host", "tensor", "memory"))
        .allow("vector", Set.of("", "host", "tensor", "memory"))
        .allow("select", Set.of("", "scalar", "vector", "tensor"))
        .check();
  }

  @Test
  void anUpwardEdgeAndAnUnknownRoomAreFound() {
    FloorPlan plan =
        FloorPlan.of(Kernels.class, "seseragi.kernels")
            .allow("memory", Set.of())
            .allow("tensor", Set.of())
            .allow("", Set.of())
            .allow("host", Set.of("", "tensor", "memory"))
            .allow("scalar", Set.of("", "host", "tensor", "memory"))
            .allow("vector", Set.of("", "host", "tensor", "memory"));
    String faults = String.join("\n", plan.faults());
    assertTrue(faults.contains("seseragi.kernels.Kernels uses seseragi.kernels.tensor"), faults);
    assertTrue(faults.contains("seseragi.kernels.select is not in the plan"), faults);
  }
}
