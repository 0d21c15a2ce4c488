package seseragi.jinja;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Five hundred small templates, one corner of the language each, against what Python's Jinja2 3.1.6
 * printed (language.py).
 */
class LanguageTest {

  @TestFactory
  Stream<DynamicTest> everySmallTemplatePrintsWhatJinja2Prints() throws Exception {
    FixtureFile bank = bank();
    Map<String, Object> context = FixtureFile.object(bank.content(), "context");
    return bank.cases().stream()
        .map(
            micro ->
                DynamicTest.dynamicTest(
                    micro.get("id") + " " + micro.get("template"),
                    () -> check(micro, bank, context)));
  }

  private static FixtureFile bank() throws Exception {
    try (InputStream in = LanguageTest.class.getResourceAsStream("language.json")) {
      TypeReference<LinkedHashMap<String, Object>> object = new TypeReference<>() {};
      return new FixtureFile(
          Path.of("language.json"), JsonMapper.builder().build().readValue(in, object));
    }
  }

  private static void check(
      Map<String, Object> micro, FixtureFile bank, Map<String, Object> context) {
    String template = (String) micro.get("template");
    if (micro.containsKey("expected")) {
      String text = Template.compile(template, bank.options()).render(context).text();
      assertEquals(micro.get("expected"), text);
      return;
    }
    TemplateException e =
        assertThrows(
            TemplateException.class,
            () -> Template.compile(template, bank.options()).render(context));
    if ("raise_exception".equals(micro.get("error_type"))) {
      assertEquals(TemplateException.Kind.RAISED, e.kind());
      assertEquals(micro.get("error"), e.detail());
    }
  }
}
