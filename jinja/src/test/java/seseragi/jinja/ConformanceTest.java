package seseragi.jinja;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Real templates against what transformers printed for them: {@code mvn verify -Pconformance
 * -Dfixtures=DIR}. Reads every {@code *.cases.json}, {@code syntax.json} and {@code hostile.json}
 * of the folder, or of its folder {@code chat-templates}.
 */
@Tag("conformance")
class ConformanceTest {
  private static final int SHOWN = 40;

  private final Path folder = folder();
  private final List<String> failures = new ArrayList<>();

  private static Path folder() {
    Path root = Path.of(System.getProperty("fixtures", ""));
    Path inside = root.resolve("chat-templates");
    Path folder = Files.isDirectory(inside) ? inside : root;
    assertTrue(!root.toString().isEmpty() && Files.isDirectory(folder), "give -Dfixtures=DIR");
    return folder;
  }

  @Test
  void everyChatTemplatePrintsWhatTransformersPrints() throws IOException {
    int passed = 0;
    int cases = 0;
    List<Path> files = caseFiles();
    for (Path file : files) {
      FixtureFile fixture = FixtureFile.read(file);
      int before = failures.size();
      String source = fixture.sibling((String) fixture.content().get("template"));
      for (Map<String, Object> chat : fixture.cases()) {
        check(
            file.getFileName() + " " + chat.get("id"),
            chat,
            () -> Template.compile(source, fixture.options()).render(fixture.chatVariables(chat)));
        cases++;
      }
      passed += failures.size() == before ? 1 : 0;
    }
    report(
        passed + " of " + files.size() + " templates passed all their cases (" + cases + " cases)");
  }

  private List<Path> caseFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".cases.json")).sorted().toList();
    }
  }

  @Test
  void everySyntaxCasePrintsWhatJinja2Prints() throws IOException {
    Optional<FixtureFile> file = optional("syntax.json");
    if (file.isEmpty()) {
      return;
    }
    FixtureFile fixture = file.get();
    for (Map<String, Object> micro : fixture.cases()) {
      check(
          "syntax " + micro.get("id"),
          micro,
          () ->
              Template.compile((String) micro.get("template"), fixture.options())
                  .render(FixtureFile.object(fixture.content(), "context")));
    }
    int all = fixture.cases().size();
    report(all - failures.size() + " of " + all + " syntax cases passed");
  }

  private Optional<FixtureFile> optional(String name) throws IOException {
    Path file = folder.resolve(name);
    return Files.exists(file) ? Optional.of(FixtureFile.read(file)) : Optional.empty();
  }

  private void check(String id, Map<String, Object> expected, Supplier<Rendered> render) {
    String actual;
    try {
      actual = render.get().text();
    } catch (TemplateException e) {
      checkError(id, expected, e);
      return;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      failures.add(id + ": " + e);
      return;
    }
    if (!actual.equals(expected.get("expected"))) {
      failures.add(
          id
              + ": expected "
              + expected.getOrDefault("expected", "error " + expected.get("error"))
              + "\n    but was "
              + actual);
    }
  }

  private void checkError(String id, Map<String, Object> expected, TemplateException e) {
    if (!expected.containsKey("error")) {
      failures.add(id + ": " + e);
      return;
    }
    boolean raised = "raise_exception".equals(expected.get("error_type"));
    if (raised != (e.kind() == TemplateException.Kind.RAISED)
        || (raised && !e.detail().equals(expected.get("error")))) {
      failures.add(id + ": expected error " + expected.get("error") + "\n    but was " + e);
    }
  }

  @Test
  void everyHostileTemplateEndsWithinItsLimits() throws IOException {
    Optional<FixtureFile> file = optional("hostile.json");
    if (file.isEmpty()) {
      return;
    }
    FixtureFile fixture = file.get();
    int seconds =
        ((Number) FixtureFile.object(fixture.content(), "limits").getOrDefault("seconds", 10))
            .intValue();
    for (Map<String, Object> hostile : fixture.cases()) {
      Map<String, Object> context =
          new LinkedHashMap<>(FixtureFile.object(fixture.content(), "context"));
      String before = context.toString();
      Instant start = Instant.now();
      checkHostile(hostile, expand((String) hostile.get("template"), fixture), fixture, context);
      long millis = Duration.between(start, Instant.now()).toMillis();
      if (millis > 1000L * seconds) {
        failures.add("hostile " + hostile.get("id") + ": took " + millis + " ms");
      }
      assertEquals(before, context.toString(), "the input is unchanged");
    }
    int all = fixture.cases().size();
    report(all - failures.size() + " of " + all + " hostile templates handled");
  }

  private static String expand(String template, FixtureFile fixture) {
    String expanded = template;
    for (Map.Entry<String, Object> repeat :
        FixtureFile.object(fixture.content(), "repeats").entrySet()) {
      List<?> parts = (List<?>) repeat.getValue();
      expanded =
          expanded.replace(
              repeat.getKey(), ((String) parts.get(0)).repeat(((Number) parts.get(1)).intValue()));
    }
    return expanded;
  }

  private void checkHostile(
      Map<String, Object> hostile,
      String template,
      FixtureFile fixture,
      Map<String, Object> context) {
    String must = (String) hostile.get("must");
    String outcome;
    try {
      outcome = "text:" + Template.compile(template, fixture.options()).render(context).text();
    } catch (TemplateException e) {
      outcome = "error";
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      outcome = "an exception of another kind: " + e;
    }
    boolean bounded =
        must.equals("bounded") && (outcome.equals("error") || outcome.startsWith("text:"));
    if (!bounded && !outcome.equals(must)) {
      failures.add("hostile " + hostile.get("id") + ": must be " + must + " but was " + outcome);
    }
  }

  private void report(String summary) {
    System.out.println("conformance: " + summary);
    if (!failures.isEmpty()) {
      List<String> shown = failures.subList(0, Math.min(SHOWN, failures.size()));
      fail(summary + "; " + failures.size() + " failures:\n" + String.join("\n", shown));
    }
  }
}
