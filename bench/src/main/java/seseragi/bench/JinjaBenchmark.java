package seseragi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import seseragi.jinja.Rendered;
import seseragi.jinja.Template;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The ten largest chat templates of a folder (property {@code templates}, with {@code NAME.jinja}
 * and {@code NAME.cases.json}): microseconds for one render, its inputs in turn; for one
 * compilation, warm and as the first thing that a JVM does. {@code bench/peers/jinja2_bench.py}
 * does the same with CPython.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JinjaBenchmark {
  private static final TypeReference<LinkedHashMap<String, Object>> OBJECT =
      new TypeReference<>() {};

  /** Which of the ten, from the largest. */
  @Param({"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"})
  int template;

  private String source = "";
  private final List<Map<String, Object>> inputs = new ArrayList<>();
  private int next;

  @Setup
  public void read() throws IOException {
    Path file = templates().get(template);
    source = Files.readString(file);
    String cases = file.getFileName().toString().replace(".jinja", ".cases.json");
    Map<String, Object> content =
        JsonMapper.shared().readValue(Files.readString(file.resolveSibling(cases)), OBJECT);
    for (Object chat : (List<?>) content.get("cases")) {
      Map<String, Object> input = JsonMapper.shared().convertValue(chat, OBJECT);
      if (input.containsKey("expected")) {
        inputs.add(variables(content, input));
      }
    }
  }

  /** Apart from what it renders, so that a cold compilation is the first. */
  @State(Scope.Benchmark)
  public static class Compiled {
    private Template template = Template.compile("");

    @Setup
    public void compile(JinjaBenchmark corpus) {
      template = Template.compile(corpus.source);
    }
  }

  private static List<Path> templates() throws IOException {
    Path folder = Path.of(System.getProperty("templates", "."));
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".jinja"))
          .sorted(Comparator.comparingLong((Path file) -> file.toFile().length()).reversed())
          .toList();
    }
  }

  private static Map<String, Object> variables(Map<String, Object> file, Map<String, Object> chat) {
    Map<String, Object> variables = new LinkedHashMap<>();
    for (String token : List.of("bos_token", "eos_token")) {
      if (file.get(token) != null) {
        variables.put(token, file.get(token));
      }
    }
    for (Object more : new Object[] {file.get("context"), chat.get("kwargs")}) {
      if (more != null) {
        variables.putAll(JsonMapper.shared().convertValue(more, OBJECT));
      }
    }
    for (String name : List.of("messages", "tools", "documents", "add_generation_prompt")) {
      variables.put(name, chat.get(name));
    }
    return variables;
  }

  @Benchmark
  public Rendered render(Compiled compiled) {
    next = next + 1 == inputs.size() ? 0 : next + 1;
    return compiled.template.render(inputs.get(next));
  }

  @Benchmark
  public Template compile() {
    return Template.compile(source);
  }

  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Fork(5)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  public Template compileCold() {
    return Template.compile(source);
  }
}
