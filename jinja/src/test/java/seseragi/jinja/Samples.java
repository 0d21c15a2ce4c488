package seseragi.jinja;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Templates and variables for the tests, written for them. */
final class Samples {
  private Samples() {}

  static final TemplateOptions OPTIONS =
      TemplateOptions.defaults()
          .withClock(() -> Instant.parse("2026-03-05T14:07:09Z"), ZoneOffset.UTC)
          .withListMutation(true)
          .withFromJson(true);

  /** Between them they use every part of the language. */
  static final List<String> TEMPLATES =
      List.of(
          """
            {{- bos_token }}
            {%- for message in messages %}
                {%- if message.role == 'system' and loop.first %}
                    {{- '<|system|>\\n' + message['content'] | trim + '\\n' }}
                {%- elif message.content is string %}
                    {{- '<|' ~ message.role ~ '|>\\n' ~ message.content.strip() ~ "<|end|>\\n" }}
                {%- else %}
                    {{- message.tool_calls | default([]) | tojson(indent=2) }}
                {%- endif %}
            {%- endfor %}
            {%- if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}
            """,
          """
            {%- macro field(name, schema, required=false) -%}
              {{ name }}: {{ schema.type|default('any', true)|upper }}{{ '!' if required }}
              {%- if schema.properties is mapping %} {
                {%- for k, v in schema.properties.items() if not k.startswith('_') -%}
                  {{ field(k, v, k in (schema.required or [])) }}{% if not loop.last %}, {% endif %}
                {%- endfor -%} }
              {%- endif %}
            {%- endmacro %}
            {% for tool in tools %}{{ field(tool.function.name, tool.function.parameters) }}
            {% endfor %}
            """,
          """
            {% set ns = namespace(last=-1, n=0, parts=[]) %}
            {% for m in messages[::-1] %}
            {% set index = (messages|length - 1) - loop.index0 %}
            {% if ns.last < 0 and m.role == "user" and not(m.content is none) %}
            {% set ns.last = index %}{% set ns.parts = ns.parts + [m.content[:3], index ** 2 // 3 % 5] %}
            {% elif loop.index > 7 %}{% break %}{% else %}{% continue %}{% endif %}
            {% endfor %}{{ ns.parts|join(', ') }} {{ ns }}
            """,
          "{% for x in [1, [2, [3, 4]]] recursive %}{{ loop.depth }}{{ loop.cycle('a', 'b') }}"
              + "{% if x is iterable %}({{ loop(x) }}){% else %}{{ x }}{% endif %}{{ loop.changed(x) }}"
              + "{{ loop.previtem|default('-') }}{{ loop.nextitem|default('-') }}{{ loop.revindex }}{% else %}none{% endfor %}",
          "{% macro box(w=3) %}{% set line = '-' * w %}{{ line }}{{ caller(w, *varargs, **kwargs) }}{{ line }}{% endmacro %}"
              + "{% call(w, a=1) box(5) %}{{ w }}{{ a }}{% endcall %}{{ box.name }}{{ box.arguments }}",
          "{% filter upper|replace('A', 'b') %}abc{% with x = 1, y = 2 %}{{ x + y }}{% endwith %}{% endfilter %}"
              + "{% set t %}{{ n }}{% endset %}{{ t ~ t|length }}{% set a, b = 1, (2, 3) %}{{ b[-1] - a }}"
              + "{% generation %}{{ 'x' if n > 2 else 'y' }}{% endgeneration %}{% raw %}{{ raw }}{% endraw %}{# note #}",
          "{{ [3, 1, 2]|sort(reverse=true)|map('string')|join('-') }} {{ items|selectattr('k', 'gt', 1)|map(attribute='v')|list }}"
              + "{{ items|groupby('v')|list }} {{ items|sum('k') }} {{ items|rejectattr('k')|first is undefined }}"
              + "{{ items|unique(attribute='v')|list|length }} {{ d|dictsort(by='value') }} {{ d|items|list }} {{ 'b' in d.keys() }}",
          "{{ '%s and %5.2f, %-4d|' % (s, f, n) }}{{ '{0:>8}|{x!r:^9}|{1[0]:04d}'.format(n, [7], x=s) }}{{ '%(a)03x'|format(a=255) }}"
              + "{{ s.split('o', 1)|last|indent(2, true) }}{{ s.replace('l', 'LL', 1).title().center(30, '*') }}{{ s|truncate(5, true) }}"
              + "{{ s|wordwrap(4) }}{{ s.encode is defined }}{{ s.find('w') }}{{ s.partition(' ') }}{{ s.rsplit(none, 1) }}{{ s|e }}"
              + "{{ html|safe + s }}{{ html|striptags|urlencode }}{{ {'a': n}|xmlattr }}",
          "{{ 1 < n <= 3 != 4 }}{{ not a and b or c }}{{ n is divisibleby 3 }}{{ n is not none }}{{ -n|abs }}{{ 0x1F + 0b11 + 1_000 }}"
              + "{{ 1.5e3 / n }}{{ 7 // -2 }}{{ 7 % -2 }}{{ 2 ** 10 ** 1 }}{{ 'a' 'b' }}{{ '\\x41\\u00e9\\n\\'' }}{{ {1: 'a', none: [()], 'k': (1,)} }}",
          "{% set l = [] %}{% set _ = l.append(n) %}{{ l }}{{ l.pop() }}{{ '{\"a\": [1, 2.5e3, \"\\u00e9\"]}'|from_json }}"
              + "{{ strftime_now('%d %b %Y, %-H:%M') }}{{ range(3)|list }}{{ dict(a=1).get('b', 2) }}{% set c = cycler(1, 2) %}{{ c.next() }}"
              + "{% set j = joiner(';') %}{{ j() }}{{ j() }}{% block tail %}{{ lipsum is defined }}{% endblock %}{{ self.tail() }}"
              + "{% if n > 100 %}{{ raise_exception('too many: ' ~ n) }}{% endif %}");

  static Map<String, Object> variables() {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("bos_token", new TrustedText("<s>"));
    variables.put(
        "messages",
        List.of(
            Map.of("role", "system", "content", " Be brief. "),
            Map.of("role", "user", "content", "Hi {{ n }} <|end|>"),
            message("assistant", null),
            Map.of("role", "user", "content", "日本 🙂")));
    variables.put(
        "tools",
        List.of(
            Map.of(
                "function",
                Map.of(
                    "name",
                    "look_up",
                    "parameters",
                    Map.of(
                        "type",
                        "object",
                        "required",
                        List.of("q"),
                        "properties",
                        Map.of("q", Map.of("type", "string")))))));
    variables.put(
        "items",
        List.of(Map.of("k", 2, "v", "b"), Map.of("k", 0, "v", "a"), Map.of("k", 3, "v", "b")));
    variables.put("d", new LinkedHashMap<>(Map.of("b", 1)));
    variables.put("s", "hello world");
    variables.put("html", "<b>&</b>");
    variables.put("n", 3);
    variables.put("f", 2.5);
    variables.put("a", false);
    variables.put("b", "");
    variables.put("c", new ArrayList<>(List.of(1, 1.0, true)));
    variables.put("add_generation_prompt", true);
    return variables;
  }

  private static Map<String, Object> message(String role, Object content) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", role);
    message.put("content", content);
    return message;
  }
}
