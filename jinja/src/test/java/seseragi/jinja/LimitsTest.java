package seseragi.jinja;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import seseragi.jinja.TemplateException.Kind;

class LimitsTest {

  private static Kind kind(String template, Limits limits) {
    TemplateOptions options = TemplateOptions.defaults().withLimits(limits).withListMutation(true);
    TemplateException e =
        assertThrows(
            TemplateException.class, () -> Template.compile(template, options).render(Map.of()));
    assertTrue(e.kind().isLimit(), e.toString());
    return e.kind();
  }

  private static Kind kind(String template) {
    return kind(template, Limits.defaults());
  }

  @Test
  void eachLimitSaysItsName() {
    assertEquals(
        Kind.STEP_LIMIT,
        kind("{% for i in range(9) %}{% endfor %}", new Limits(8, 100, 100, 10_000, 100)));
    assertEquals(Kind.DEPTH_LIMIT, kind("{{ -(-(-(-1))) }}", new Limits(100, 4, 100, 10_000, 100)));
    assertEquals(Kind.OUTPUT_LIMIT, kind("12345678901", new Limits(100, 100, 10, 10_000, 100)));
    assertEquals(
        Kind.ALLOCATION_LIMIT, kind("{{ [1] * 99 }}", new Limits(100, 100, 100, 1000, 100)));
    assertEquals(Kind.SOURCE_LIMIT, kind("12345678901", new Limits(100, 100, 100, 10_000, 10)));
  }

  @Test
  void loopsThatWouldRunForDaysEnd() {
    String nested =
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}";
    assertEquals(Kind.STEP_LIMIT, kind(nested));
    assertEquals(
        Kind.STEP_LIMIT, kind("{% for i in range(99999) %}{{ range(99999)|sum }}{% endfor %}"));
    assertEquals(
        Kind.STEP_LIMIT,
        kind("{% set l = range(99999)|list %}{% for i in l %}{{ 'x' in l }}{% endfor %}"));
    assertEquals(
        Kind.STEP_LIMIT,
        kind("{% set s = 'ab' * 999999 %}{% for i in range(99999) %}{{ 'x' in s }}{% endfor %}"));
    for (String slow :
        List.of(
            "{% if " + "0 %}{% elif ".repeat(30_000) + "0 %}{% endif %}",
            "{{ 1" + " == 1".repeat(100_000) + " }}",
            "{{ ''" + " ~ ''".repeat(100_000) + " }}",
            "{% filter " + "upper|".repeat(100_000) + "upper %}{% endfilter %}",
            "{% set a = 1 %}".repeat(60_000),
            "{% set s2 = s|safe %}{{ s2|length }}{{ d[s2] }}{{ s2.find('a', 1) }}",
            "{{ ('a' * 500000 + 'b') in s }}{{ s.split('a' * 500000 + 'b') }}",
            "{{ s|wordwrap(1) }}",
            "{{ range(999)|list == range(999)|list }}",
            "{{ range(99999)|map('string')|reject('string')|list }}")) {
      String template =
          "{% set s = 'a' * 1000000 %}{% set d = {} %}{% for i in range(99999) %}"
              + slow
              + "{% endfor %}";
      Kind kind = kind(template);
      assertTrue(
          kind == Kind.STEP_LIMIT || kind == Kind.ALLOCATION_LIMIT,
          slow.substring(0, 10) + ": " + kind);
    }
  }

  @Test
  void keysChosenToHaveOneHashAreNoSlower() {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < 1 << 16; i++) {
      StringBuilder key = new StringBuilder();
      for (int bit = 0; bit < 16; bit++) {
        key.append((i >> bit & 1) == 0 ? "Aa" : "BB"); // both hash to 2112
      }
      object.put(key.toString(), i);
    }
    assertEquals("65536", Template.compile("{{ o|length }}").render(Map.of("o", object)).text());
    String tuples =
        "{% set ns = namespace(l=[]) %}{% for i in range(40000) %}{% set _ = ns.l.append([(i, -31 * i), i]) %}{% endfor %}"
            + "{{ dict(ns.l)|length }}";
    TemplateOptions open = TemplateOptions.defaults().withListMutation(true);
    assertEquals("40000", Template.compile(tuples, open).render(Map.of()).text());
  }

  @Test
  void valuesThatWouldFillTheMemoryEnd() {
    for (String grow :
        List.of(
            "ns.v + ns.v",
            "ns.v * 2",
            "ns.v|string ~ ns.v",
            "(ns.v, ns.v)|string",
            "[ns.v, ns.v]|tojson",
            "'%s%s' % (ns.v, ns.v)",
            "'{0}{0}'.format(ns.v)",
            "ns.v|replace('a', 'aa')",
            "ns.v|list|join('aa')",
            "ns.v.join(['b', 'c', 'd'])",
            "ns.v|e ~ ns.v|urlencode",
            "ns.v|indent(9, true) ~ ns.v",
            "ns.v|center(ns.v|length * 2)")) {
      Kind kind =
          kind(
              "{% set ns = namespace(v='aaaa') %}{% for i in range(999) %}{% set ns.v = "
                  + grow
                  + " %}{% endfor %}");
      assertTrue(
          kind == Kind.ALLOCATION_LIMIT || kind == Kind.OUTPUT_LIMIT || kind == Kind.STEP_LIMIT,
          grow + ": " + kind);
    }
  }

  @Test
  void sharedStructureDoesNotMultiply() {
    String doubling =
        "{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}";
    for (String use :
        List.of(
            "{{ ns.l }}",
            "{{ ns.l|tojson }}",
            "{{ ns.l == [ns.l[0], ns.l[0]] + [] }}",
            "{{ ns.l|string|length }}")) {
      TemplateOptions options = TemplateOptions.defaults();
      try {
        Template.compile(doubling + use, options).render(Map.of());
      } catch (TemplateException e) {
        assertTrue(e.kind().isLimit(), use + ": " + e);
      }
    }
  }

  @Test
  void deepValuesEndWithoutAStackOverflow() {
    String deep =
        "{% set ns = namespace(v=1) %}{% for i in range(50000) %}{% set ns.v = WRAP %}{% endfor %}";
    for (String wrap : List.of("[ns.v]", "(ns.v,)", "{'a': ns.v}", "namespace(a=ns.v)")) {
      for (String use :
          List.of(
              "{{ ns.v }}",
              "{{ ns.v|tojson }}",
              "{{ ns.v == ns.v }}",
              "{{ [ns.v]|sort }}",
              "{{ {ns.v: 1} }}",
              "{{ [ns.v, ns.v]|unique|list }}",
              "{{ ns.v < ns.v }}",
              "{{ ns.v in [ns.v] }}",
              "{{ [ns.v]|max }}")) {
        String template = deep.replace("WRAP", wrap) + use;
        try {
          Template.compile(template).render(Map.of());
        } catch (TemplateException e) {
          assertTrue(e.kind().isLimit() || e.kind() == Kind.FAILED, template + ": " + e);
        }
      }
    }
  }

  @Test
  void nestedGeneratorsEndWithoutAStackOverflow() {
    for (String chain :
        List.of(
            "ns.g|map('upper')",
            "ns.g|select('string')",
            "ns.g|unique",
            "ns.g|map('trim')|reject('none')")) {
      String template =
          "{% set ns = namespace(g=['a']) %}{% for i in range(50000) %}{% set ns.g = "
              + chain
              + " %}{% endfor %}{{ ns.g|list }}";
      assertEquals(Kind.DEPTH_LIMIT, kind(template), chain);
    }
  }

  @Test
  void aListThatContainsItselfEnds() {
    String self = "{% set l = [1] %}{% set _ = l.append(l) %}";
    for (String use :
        List.of(
            "{{ l }}",
            "{{ l|tojson }}",
            "{% set k = [1] %}{% set _ = k.append(k) %}{{ l == k }}",
            "{% for x in l recursive %}{% if x is sequence %}{{ loop(x) }}{% endif %}{% endfor %}")) {
      assertEquals(Kind.DEPTH_LIMIT, kind(self + use), use);
    }
    assertEquals(
        Kind.STEP_LIMIT,
        kind(
            "{% set l = [1] %}{% for x in l %}{{ l.append(1) or '' }}{% endfor %}",
            new Limits(100_000, 1000, 1_000_000, 1 << 30, 1000)));
  }

  @Test
  void nestingInTheTemplateEndsWithoutAStackOverflow() {
    for (String nested :
        List.of("(", "[", "{1:", "not ", "-", "f(", "a[", "a if b else ", "a is in ", "a|f(")) {
      assertNestingIsRefused("{{ ", nested);
    }
    for (String nested :
        List.of("if a", "for x in l", "macro f()", "set a", "filter upper", "with", "call f()")) {
      assertNestingIsRefused("", "{% " + nested + " %}");
    }
    assertNestingIsRefused("{% set ", "(");
    assertNestingIsRefused("{% for ", "(");
  }

  private static void assertNestingIsRefused(String before, String nested) {
    String template = before + nested.repeat(30_000);
    TemplateException e = assertThrows(TemplateException.class, () -> Template.compile(template));
    assertTrue(e.kind() == Kind.DEPTH_LIMIT || e.kind() == Kind.SYNTAX, nested + ": " + e);
  }

  @Test
  void variablesThatNestTooDeepAreRefused() {
    List<Object> deep = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      deep = new ArrayList<>(List.of(deep));
    }
    List<Object> value = deep;
    Template template = Template.compile("x");
    TemplateException e =
        assertThrows(TemplateException.class, () -> template.render(Map.of("v", value)));
    assertEquals(Kind.DEPTH_LIMIT, e.kind());
  }

  @Test
  void aThreadWithASmallStackGetsAnExceptionToo() throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Template template =
        Template.compile(
            "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
            TemplateOptions.defaults()
                .withLimits(new Limits(10_000_000, 1_000_000, 1000, 1 << 30, 1000)));
    Thread small = new Thread(null, () -> template.render(Map.of()), "small stack", 200_000);
    small.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
    small.start();
    small.join();
    assertTrue(
        thrown.get() instanceof TemplateException e && e.kind() == Kind.DEPTH_LIMIT,
        "" + thrown.get());
  }

  @Test
  void aLimitMustBePositive() {
    assertThrows(IllegalArgumentException.class, () -> new Limits(0, 1, 1, 1, 1));
  }
}
