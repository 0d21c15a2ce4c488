package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import seseragi.engine.Engine;
import seseragi.jinja.Template;
import seseragi.kernels.Kernels;

/** The floors of the whole house, from the ground up; docs/architecture.md describes the rooms. */
class FloorPlanTest {
  private static final String[] TENSORS = {"kernels", "kernels.tensor"};

  @Test
  void importsOnlyGoDown() {
    FloorPlan plan =
        new FloorPlan(Kernels.class, Template.class, Engine.class, SeseragiServer.class);
    kernels(plan);
    jinja(plan);
    engine(plan);
    server(plan);
    plan.check();
  }

  @Test
  void anUpwardEdgeAndAnUnknownRoomAreFound() {
    FloorPlan plan = new FloorPlan(Kernels.class);
    kernels(plan);
    plan.allow("kernels");
    plan.forget("kernels.select");
    String faults = String.join("\n", plan.faults());
    assertTrue(faults.contains("seseragi.kernels.Kernels uses seseragi.kernels.tensor"), faults);
    assertTrue(faults.contains("seseragi.kernels.select is not in the plan"), faults);
  }

  private static void kernels(FloorPlan plan) {
    String[] host = {"kernels", "kernels.host", "kernels.tensor", "kernels.memory"};
    plan.allow("kernels.memory");
    plan.allow("kernels.tensor", "kernels.memory");
    plan.allow("kernels", "kernels.tensor");
    plan.allow("kernels.host", "kernels", "kernels.tensor", "kernels.memory");
    plan.allow("kernels.scalar", host);
    plan.allow("kernels.vector", host);
    plan.allow("kernels.measure", TENSORS);
    plan.allow("kernels.profile", "kernels", "kernels.tensor");
    plan.allow("kernels.x64", join(host, "kernels.vector"));
    plan.allow(
        "kernels.select",
        "kernels",
        "kernels.host",
        "kernels.scalar",
        "kernels.vector",
        "kernels.x64",
        "kernels.tensor");
  }

  private static void jinja(FloorPlan plan) {
    plan.allow("jinja.value");
    plan.allow("jinja.python", "jinja.value");
    plan.allow("jinja.builtin", "jinja.value", "jinja.python");
    plan.allow("jinja.syntax", "jinja.value", "jinja.python", "jinja.builtin");
    plan.allow("jinja.eval", "jinja.value", "jinja.python", "jinja.builtin", "jinja.syntax");
    plan.allow(
        "jinja", "jinja.value", "jinja.python", "jinja.builtin", "jinja.syntax", "jinja.eval");
  }

  private static void engine(FloorPlan plan) {
    plan.allow("engine.gguf", "kernels.memory", "kernels.tensor");
    plan.allow("engine.tokenizer", "engine.gguf");
    plan.allow("engine.text", "engine.tokenizer");
    plan.allow("engine.chat", "engine.gguf", "engine.tokenizer", "jinja");
    plan.allow("engine.sampling");
    plan.allow("engine.kvcache");
    plan.allow("engine.model", "engine.gguf", "kernels", "kernels.tensor");
    plan.allow("engine.schedule", "engine.kvcache");
    plan.allow(
        "engine",
        "engine.gguf",
        "engine.tokenizer",
        "engine.text",
        "engine.chat",
        "engine.sampling",
        "engine.kvcache",
        "engine.model",
        "engine.schedule",
        "kernels",
        "kernels.select",
        "kernels.tensor");
  }

  private static void server(FloorPlan plan) {
    String[] face = {"engine", "engine.sampling", "engine.tokenizer", "engine.chat"};
    plan.allow("server.json");
    plan.allow("server.http", "server.json");
    plan.allow("server.serving", face);
    plan.allow("server.metrics", "server.http", "server.serving", "engine");
    String[] api = {"server.json", "server.http", "server.serving"};
    plan.allow("server.openai", join(api, face));
    plan.allow("server.live", join(api, face));
    plan.allow("server.page", join(api, face));
    String[] all = join(api, "server.metrics", "server.openai", "server.live", "server.page");
    plan.allow("server", join(all, face));
    plan.allow(
        "server.cli",
        join(
            join(join(all, face), "server", "engine.gguf", "engine.model"),
            join(TENSORS, "kernels.measure", "kernels.profile", "kernels.select")));
  }

  private static String[] join(String[] some, String... more) {
    String[] both = java.util.Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, both, some.length, more.length);
    return both;
  }
}
