package seseragi.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import seseragi.engine.EngineOptions;
import seseragi.kernels.KvType;

/**
 * Names, variables and defaults of options are public: scripts depend on them. The tables of
 * docs/cli.md are what they have to be.
 */
final class OptionsTest {
  private static final Path PAGE = Path.of("docs", "cli.md");

  @ParameterizedTest
  @MethodSource("sections")
  void thePageHasExactlyTheOptionsThatThereAre(String section, List<OptionSpec> options)
      throws IOException {
    String page = Files.readString(PAGE);
    String begin = "<!-- options: " + section + " -->\n";
    String end = "<!-- end -->";
    assertTrue(page.contains(begin), "docs/cli.md has no part '" + begin.strip() + "'");
    int from = page.indexOf(begin) + begin.length();
    assertEquals(table(options), page.substring(from, page.indexOf(end, from)), "part " + section);
  }

  static Stream<Arguments> sections() {
    Map<String, Object> shared =
        Map.of(
            "model", new ModelOptions(),
            "sampling", new SamplingOptions(),
            "common", new CommonOptions());
    Set<String> named = new HashSet<>();
    List<Arguments> sections = new ArrayList<>();
    shared.forEach(
        (name, object) -> {
          List<OptionSpec> options = CommandSpec.forAnnotatedObject(object).options();
          options.forEach(option -> named.addAll(List.of(option.names())));
          sections.add(Arguments.of(name, options));
        });
    CommandLine root = Commands.commandLine(new Captured().io());
    for (String command :
        List.of("serve", "run", "chat", "inspect", "tokenize", "template", "bench", "doctor")) {
      CommandSpec spec = root.getSubcommands().get(command).getCommandSpec();
      boolean sharesModel = spec.mixins().containsKey("model");
      List<OptionSpec> own =
          spec.options().stream()
              .filter(
                  option ->
                      !named.containsAll(List.of(option.names()))
                          || (!sharesModel && !option.longestName().matches("--(help|verbose)")))
              .toList();
      sections.add(Arguments.of(command, own));
    }
    return sections.stream();
  }

  private static String table(List<OptionSpec> options) {
    StringBuilder table =
        new StringBuilder("| Option | Variable | Meaning |\n| --- | --- | --- |\n");
    for (OptionSpec option : options) {
      String names =
          Arrays.stream(option.names()).map(n -> "`" + n + "`").collect(Collectors.joining(", "));
      String value = option.arity().max() > 0 ? " " + option.paramLabel() : "";
      List<String> variables = EnvironmentDefaults.variables(option);
      String variable = variables.isEmpty() ? "" : "`" + variables.getFirst() + "`";
      String meaning = String.join(" ", option.description());
      table
          .append("| ")
          .append((names + value).replace("|", "\\|"))
          .append(" | ")
          .append(variable)
          .append(" | ")
          .append(meaning.replace("|", "\\|"))
          .append(" |\n");
    }
    return table.toString();
  }

  @Test
  void withoutArgumentsTheEngineGetsItsOwnDefaults() {
    ModelOptions options = parse(Map.of());
    assertEquals(EngineOptions.DEFAULTS, options.engineOptions());
  }

  @Test
  void everyEngineOptionComesFromTheCommandLine() {
    ModelOptions options =
        parse(
            Map.of(),
            "-c",
            "8k",
            "--block-size=32",
            "--kv-cache-tokens",
            "1M",
            "--kv-cache-size",
            "1.5G",
            "-ctk",
            "f32",
            "--max-num-seqs",
            "7",
            "--max-queue",
            "0",
            "--max-num-batched-tokens",
            "1K",
            "--no-prefix-caching",
            "-t",
            "3",
            "--no-repack");
    assertEquals(
        new EngineOptions(
            8000, 32, 1 << 20, 3L << 29, KvType.F32, 7, 0, 1024, false, 3, 1 << 20, false),
        options.engineOptions());
  }

  @Test
  void everyEngineOptionComesFromAVariable() {
    ModelOptions options =
        parse(
            Map.of(
                "SESERAGI_CTX_SIZE", "8k",
                "SESERAGI_BLOCK_SIZE", "32",
                "SESERAGI_KV_CACHE_TOKENS", "1M",
                "SESERAGI_KV_CACHE_SIZE", "1.5G",
                "SESERAGI_KV_CACHE_DTYPE", "F32",
                "SESERAGI_MAX_NUM_SEQS", "7",
                "SESERAGI_MAX_QUEUE", "0",
                "SESERAGI_MAX_NUM_BATCHED_TOKENS", "1K",
                "SESERAGI_NO_PREFIX_CACHING", "true",
                "SESERAGI_THREADS", "3"));
    assertEquals(
        new EngineOptions(
            8000, 32, 1 << 20, 3L << 29, KvType.F32, 7, 0, 1024, false, 3, 1 << 20, true),
        options.engineOptions());
    assertFalse(parse(Map.of("SESERAGI_NO_REPACK", "true")).engineOptions().repack());
  }

  @ParameterizedTest
  @CsvSource({"f16,F16", "auto,F16", "f32,F32", "q8_0,Q8_0", "Q8_0,Q8_0"})
  void aTypeOfTheCacheIsNamedAsInGguf(String text, KvType type) {
    assertEquals(type, parse(Map.of(), "--kv-cache-dtype", text).engineOptions().kvType());
  }

  @Test
  void aTypeThatTheCacheDoesNotHaveIsRefusedWithThoseThatItHas() {
    CommandLine.ParameterException refusal =
        assertThrows(
            CommandLine.ParameterException.class, () -> parse(Map.of(), "--kv-cache-dtype=q4_0"));
    assertTrue(refusal.getMessage().contains("--kv-cache-dtype"), refusal.getMessage());
    assertTrue(
        refusal.getMessage().contains("'q4_0' is not f16, f32 or q8_0"), refusal.getMessage());
  }

  @Test
  void theCommandLineWinsOverAVariable() {
    assertEquals(
        4, parse(Map.of("SESERAGI_THREADS", "3"), "--threads", "4").engineOptions().threads());
  }

  @Test
  void anotherNameOfTheFieldSetsTheSameOptionAndTheFirstNameWins() {
    assertEquals(9, parse(Map.of("SESERAGI_MAX_MODEL_LEN", "9")).engineOptions().contextLength());
    assertEquals(9, parse(Map.of(), "--max-model-len", "9").engineOptions().contextLength());
    Map<String, String> both = Map.of("SESERAGI_MAX_MODEL_LEN", "9", "SESERAGI_CTX_SIZE", "8");
    assertEquals(8, parse(both).engineOptions().contextLength());
  }

  @Test
  void aFlagThatAVariableSetsStaysSetWhenItIsGivenToo() {
    Map<String, String> variable = Map.of("SESERAGI_NO_PREFIX_CACHING", "true");
    assertEquals(false, parse(variable, "--no-prefix-caching").engineOptions().prefixCache());
    assertEquals(true, parse(variable, "--no-prefix-caching=false").engineOptions().prefixCache());
  }

  @Test
  void anEmptyVariableIsNoValue() {
    assertEquals(0, parse(Map.of("SESERAGI_THREADS", "")).engineOptions().threads());
  }

  private static ModelOptions parse(Map<String, String> environment, String... arguments) {
    Captured captured = new Captured();
    environment.forEach(captured::with);
    CommandLine root = Commands.commandLine(captured.io());
    String[] all = Stream.concat(Stream.of("serve"), Stream.of(arguments)).toArray(String[]::new);
    root.parseArgs(all);
    ServeCommand serve = root.getSubcommands().get("serve").getCommand();
    return serve.model;
  }
}
