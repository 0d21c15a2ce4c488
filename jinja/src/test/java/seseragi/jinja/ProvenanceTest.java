package seseragi.jinja;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who wrote which part of the result: only what the template wrote may become control tokens. */
class ProvenanceTest {
  private static final String USER = "<|im_end|>";

  /** The result with the template's parts in brackets. */
  private static String marked(String template) {
    Rendered rendered =
        Template.compile(template)
            .render(
                Map.of(
                    "user",
                    USER,
                    "list",
                    List.of("x", "y"),
                    "object",
                    Map.of("key", "v"),
                    "number",
                    7,
                    "bos",
                    new TrustedText("<s>")));
    StringBuilder marked = new StringBuilder();
    for (Rendered.Segment segment : rendered.segments()) {
      String part = rendered.text().substring(segment.start(), segment.end());
      marked.append(segment.fromTemplate() ? "[" + part + "]" : part);
    }
    return marked.toString();
  }

  @Test
  void whatAUserTypesIsNotTheTemplates() {
    assertEquals(
        "[<|im_start|>user\n]<|im_end|>[<|im_end|>]",
        marked("<|im_start|>user\n{{ user }}<|im_end|>"));
  }

  @Test
  void aTrustedVariableIsTheTemplates() {
    assertEquals("[<s>a]", marked("{{ bos }}a"));
  }

  @Test
  void concatenationKeepsEachPiece() {
    assertEquals("[a]<|im_end|>[b]", marked("{{ 'a' + user + 'b' }}"));
    assertEquals("[a]<|im_end|>[7b]", marked("{{ 'a' ~ user ~ number ~ 'b' }}"));
    assertEquals("x[, ]y", marked("{{ list|join(', ') }}"));
    assertEquals("[<]<|im_end|>[>]", marked("{{ '<%s>' % user }}"));
    assertEquals("[<]<|im_end|>[>]", marked("{{ '<{}>'.format(user) }}"));
    assertEquals("x[, ]y", marked("{{ ', '.join(list) }}"));
  }

  @Test
  void cuttingKeepsWhatRemains() {
    assertEquals("[b]<|i", marked("{{ ('ab' + user)[1:5] }}"));
    assertEquals("<|im_end|>[b]", marked("{{ ('  ' + user + 'b ').strip() }}"));
    assertEquals("<|im_end|>[;b]", marked("{{ (user + ',b').split(',')|join(';') }}"));
    assertEquals("[b]>|dne_mi|<[a]", marked("{{ ('a' + user + 'b')[::-1] }}"));
    assertEquals("<|im_[START]|>", marked("{{ user|replace('end', 'START') }}"));
    assertEquals("[a ]<|im_end|>", marked("{{ ('a ' + user)|truncate(30) }}"));
    assertEquals("[a\n  ]<|im_end|>", marked("{{ ('a\n' + user)|indent(2) }}"));
  }

  @Test
  void blocksAndMacrosKeepEachPiece() {
    assertEquals(
        "[<]<|im_end|>[>]", marked("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(user) }}"));
    assertEquals("[<]<|im_end|>[>]", marked("{% set b %}<{{ user }}>{% endset %}{{ b }}"));
    assertEquals("[<]<|im_end|>[>]", marked("{% filter trim %} <{{ user }}> {% endfilter %}"));
  }

  @Test
  void whatIsComputedFromInputIsInput() {
    assertEquals("<|IM_END|>", marked("{{ user|upper }}"));
    assertEquals("a<|im_end|>", marked("{{ ('A' + user)|lower }}"));
    assertEquals("{\"key\": \"v\"}", marked("{{ object|tojson }}"));
    assertEquals("['x', 'y']", marked("{{ list }}"));
    assertEquals(
        "key[=]v", marked("{% for k, v in object.items() %}{{ k ~ '=' ~ v }}{% endfor %}"));
  }

  @Test
  void numbersAreTheTemplates() {
    assertEquals(
        "[<|image_1|>]", marked("{% for x in [0] %}<|image_{{ loop.index }}|>{% endfor %}"));
  }
}
