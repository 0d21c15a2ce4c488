package seseragi.jinja;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Templates that nobody would write: whatever they are, there is a result or a {@link
 * TemplateException}.
 */
class FuzzTest {
  private static final int TEMPLATES = 200_000;
  private static final TemplateOptions TIGHT =
      Samples.OPTIONS.withLimits(new Limits(20_000, 400, 100_000, 2 << 20, 20_000));

  /** What mutations insert: pieces that open, close, nest and multiply. */
  private static final List<String> PIECES =
      List.of(
          "{{",
          "}}",
          "{%",
          "%}",
          "{#",
          "#}",
          "-",
          "+",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "'",
          "\"",
          "\\",
          "|",
          ".",
          ",",
          ":",
          "=",
          "==",
          "~",
          "*",
          "**",
          "//",
          "%",
          "<",
          " in ",
          " not ",
          " is ",
          " if ",
          " else ",
          " and ",
          " or ",
          "for x in ",
          "{% endfor %}",
          "{% endif %}",
          "{% else %}",
          "{% set x = ",
          "{% macro f(a=1) %}",
          "{% endmacro %}",
          "{{ f() }}",
          "{% call f() %}",
          "{% endcall %}",
          "{% break %}",
          "{% raw %}",
          "{% endraw %}",
          "loop",
          "caller",
          "varargs",
          "kwargs",
          "ns.parts",
          "messages",
          "[::-1]",
          "[1:",
          "|tojson",
          "|map('",
          "|list",
          "|sort",
          "|join",
          "|int",
          "|e",
          "|safe",
          ".items()",
          ".split(",
          ".format(",
          ".append(",
          "range(",
          "9999999999",
          "1e308",
          "0.1",
          "-1",
          "none",
          "true",
          "''",
          "\n",
          "\r\n",
          "\t",
          " ",
          "\u0000",
          "é",
          "🙂",
          "\ud800",
          "__class__",
          "self",
          "recursive",
          "*varargs",
          "**kwargs");

  @Test
  void everyMutatedTemplateEndsWithAResultOrATemplateException() {
    long seed = Long.getLong("fuzz.seed", 20261121L);
    Random random = new Random(seed);
    Map<String, Object> variables = Samples.variables();
    int results = 0;
    for (int i = 0; i < TEMPLATES; i++) {
      String template =
          mutate(Samples.TEMPLATES.get(random.nextInt(Samples.TEMPLATES.size())), random);
      try {
        Rendered rendered = Template.compile(template, TIGHT).render(variables);
        checkSegments(rendered);
        results++;
      } catch (TemplateException expected) {
        assertTrue(expected.line() >= 0 && expected.getMessage() != null);
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        fail("seed " + seed + ", template " + i + ": " + e + "\n" + template, e);
      }
    }
    assertTrue(
        results > TEMPLATES / 50,
        "only " + results + " templates rendered: the mutator is too wild");
  }

  private static String mutate(String sample, Random random) {
    StringBuilder template = new StringBuilder(sample);
    int mutations = 1 + random.nextInt(random.nextInt(8) + 1);
    for (int i = 0; i < mutations; i++) {
      int at = random.nextInt(template.length() + 1);
      int end = Math.min(template.length(), at + random.nextInt(12));
      switch (random.nextInt(7)) {
        case 0 -> template.delete(at, end);
        case 1, 2 -> template.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 3 -> template.insert(at, template.substring(at, end));
        case 4 -> template.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
        case 5 -> template.insert(at, slice(random));
        default ->
            template.insert(
                at, PIECES.get(random.nextInt(PIECES.size())).repeat(random.nextInt(40)));
      }
    }
    return template.toString();
  }

  /** A piece of another sample. */
  private static String slice(Random random) {
    String other = Samples.TEMPLATES.get(random.nextInt(Samples.TEMPLATES.size()));
    int from = random.nextInt(other.length());
    return other.substring(from, Math.min(other.length(), from + random.nextInt(60)));
  }

  private static void checkSegments(Rendered rendered) {
    int next = 0;
    List<Rendered.Segment> segments = new ArrayList<>(rendered.segments());
    for (int i = 0; i < segments.size(); i++) {
      Rendered.Segment segment = segments.get(i);
      assertTrue(segment.start() == next && segment.end() > next, "segments follow each other");
      assertTrue(
          i == 0 || segments.get(i - 1).fromTemplate() != segment.fromTemplate(),
          "neighbours differ");
      next = segment.end();
    }
    assertTrue(next == rendered.text().length(), "segments cover the text");
  }
}
