package seseragi.jinja;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TemplateTest {

  private static String render(String template, Map<String, ?> variables) {
    return Template.compile(template).render(variables).text();
  }

  private static TemplateException failure(String template) {
    return assertThrows(TemplateException.class, () -> render(template, Map.of()));
  }

  @Test
  void aChatBecomesAPrompt() {
    Template template =
        Template.compile(
            """
                {%- for message in messages -%}
                <|{{ message.role }}|>{{ message.content | trim }}<|end|>
                {% endfor -%}
                {%- if add_generation_prompt %}<|assistant|>{% endif %}
                """);
    List<Map<String, String>> messages = List.of(Map.of("role", "user", "content", " Hello "));
    String prompt =
        template.render(Map.of("messages", messages, "add_generation_prompt", true)).text();
    assertEquals("<|user|>Hello<|end|>\n<|assistant|>", prompt);
  }

  @Test
  void javaValuesArePrintedAsPythonPrintsThem() {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("none", null);
    List<Object> all =
        new ArrayList<>(
            List.of(
                1,
                1L,
                1.0,
                0.1f,
                true,
                "a",
                new BigInteger("123456789012345678901234567890"),
                new BigDecimal("2.50")));
    all.add(null);
    variables.put("all", all);
    assertEquals(
        "[1, 1, 1.0, 0.10000000149011612, True, 'a', 123456789012345678901234567890, 2.5, None]",
        render("{{ all }}", variables));
  }

  @Test
  void keyOrderIsKept() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("z", 1);
    object.put("a", 2);
    object.put("m", 3);
    assertEquals("{\"z\": 1, \"a\": 2, \"m\": 3}", render("{{ o|tojson }}", Map.of("o", object)));
  }

  @Test
  void anObjectThatIsNotDataIsRefusedByName() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> render("x", Map.of("messages", List.of(new Object()))));
    assertTrue(
        e.getMessage().contains("'messages'") && e.getMessage().contains("java.lang.Object"));
  }

  @Test
  void textOfAVariableIsNeverInterpreted() {
    String hostile = "{{ 7 * 7 }}{% for i in range(9) %}x{% endfor %}{# c #}";
    assertEquals(
        hostile + hostile, render("{% set a = m %}{{ a ~ a|string }}", Map.of("m", hostile)));
  }

  @Test
  void theInputIsNeverChanged() {
    List<Object> list = new ArrayList<>(List.of(1));
    TemplateOptions open = TemplateOptions.defaults().withListMutation(true);
    Template template = Template.compile("{% set _ = l.append(2) %}", open);
    assertThrows(TemplateException.class, () -> template.render(Map.of("l", list)));
    assertEquals(List.of(1), list);
  }

  @Test
  void raiseExceptionIsToldApartAndKeepsItsMessage() {
    TemplateException e = failure("a\n  {{ raise_exception('roles must alternate') }}");
    assertEquals(TemplateException.Kind.RAISED, e.kind());
    assertEquals("roles must alternate", e.detail());
  }

  @Test
  void anErrorNamesItsPlace() {
    TemplateException runtime = failure("a\nbc {{ x.y }}");
    assertEquals(TemplateException.Kind.FAILED, runtime.kind());
    assertEquals("line 2, column 8: 'x' is undefined", runtime.getMessage());
    TemplateException syntax = failure("{% if a %}\n{% endfor %}");
    assertEquals(TemplateException.Kind.SYNTAX, syntax.kind());
    assertEquals(2, syntax.line());
    assertEquals(4, syntax.column());
  }

  @Test
  void tagsThatLoadAnotherFileAreRefusedByName() {
    for (String tag :
        List.of("include 'a'", "import 'a' as b", "from 'a' import b", "extends 'a'")) {
      TemplateException e = failure("{% " + tag + " %}");
      assertTrue(
          e.detail().startsWith("'" + tag.substring(0, tag.indexOf(' ')) + "' is not supported"));
    }
  }

  @Test
  void theClockAndTheLanguageComeFromOutside() {
    TemplateOptions options =
        TemplateOptions.defaults()
            .withClock(() -> Instant.parse("2026-07-01T22:30:00Z"), ZoneId.of("Europe/Zurich"))
            .withLocale(Locale.GERMAN);
    String text =
        Template.compile("{{ strftime_now('%A, %-d. %B %Y %H:%M') }}", options)
            .render(Map.of())
            .text();
    assertEquals("Donnerstag, 2. Juli 2026 00:30", text);
  }

  @Test
  void theResultDoesNotDependOnTheLocaleOfTheJvm() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr"));
      assertEquals(
          "TITLE title 1,234.5",
          render("{{ 'title'|upper }} {{ 'TITLE'|lower }} {{ '{:,}'.format(1234.5) }}", Map.of()));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void manyThreadsRenderOneTemplate() throws Exception {
    Template template = Template.compile(Samples.TEMPLATES.getFirst(), Samples.OPTIONS);
    String expected = template.render(Samples.variables()).text();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Callable<String> many =
          () -> {
            String text = "";
            for (int i = 0; i < 200; i++) {
              text = template.render(Samples.variables()).text();
            }
            return text;
          };
      for (Future<String> result : threads.invokeAll(List.of(many, many, many, many))) {
        assertEquals(expected, result.get());
      }
    }
  }

  @Test
  void theExtensionsAreOffUnlessAskedFor() {
    String append =
        "{% set l = [1] %}{% set _ = l.append(2) %}{{ l }}{{ l.pop(0) }}{{ l.pop() }}{{ l }}";
    String json = "{{ ('{\"a\": [1, 1.0]}'|from_json).a }}";
    assertEquals(TemplateException.Kind.FAILED, failure(append).kind());
    assertEquals(TemplateException.Kind.SYNTAX, failure(json).kind());
    TemplateOptions open = TemplateOptions.defaults().withListMutation(true).withFromJson(true);
    assertEquals("[1, 2]12[]", Template.compile(append, open).render(Map.of()).text());
    assertEquals("[1, 1.0]", Template.compile(json, open).render(Map.of()).text());
  }
}
