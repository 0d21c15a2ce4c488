package seseragi.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import seseragi.engine.chat.ChatOptions;
import seseragi.engine.chat.ChatTemplates;
import seseragi.server.http.HttpOptions;
import seseragi.server.http.HttpOptions.Access;
import seseragi.server.http.HttpOptions.HttpLimits;
import seseragi.server.http.HttpOptions.LogFormat;
import seseragi.server.http.HttpOptions.Timeouts;
import seseragi.server.openai.RequestLimits;
import seseragi.server.serving.ChatPrompts;

/** Options and parts for servers in tests: any free port, no log. */
final class TestServers {
  /** A template that writes control tokens, and refuses a chat that ends with the assistant. */
  static final String TEMPLATE =
      """
      {%- for m in messages -%}
      <|begin|>{{ m.role }}: {{ m.content }}<|end|>
      {%- endfor -%}
      {%- if messages[-1].role == 'assistant' -%}
      {{ raise_exception('the last message must be of the user') }}
      {%- endif -%}
      {%- if shout -%} {{ shout }} {%- endif -%}
      {%- if facts -%} {{ tools }}{{ documents }}{{ messages | join }}{{ no }} {%- endif -%}
      {%- if add_generation_prompt -%} <|begin|>assistant: {%- endif -%}
      """;

  static final ChatPrompts CHAT =
      ChatPrompts.of(
          ChatTemplates.compile(
              Map.of(ChatTemplates.DEFAULT, TEMPLATE), ChatOptions.of(ScriptedEngine.CONTEXT)),
          new ByteTokenizer());

  private TestServers() {}

  static ServerOptions options() {
    return options(Access.DEFAULTS);
  }

  static ServerOptions options(Access access) {
    return options(access, HttpLimits.DEFAULTS, Timeouts.DEFAULTS);
  }

  static ServerOptions options(Access access, HttpLimits limits, Timeouts timeouts) {
    return new ServerOptions(
        new HttpOptions("127.0.0.1", 0, access, limits, timeouts, LogFormat.OFF, false),
        RequestLimits.DEFAULTS,
        List.of());
  }

  /** Patience that ends soon, for tests of what happens then. */
  static Timeouts patience(Duration all) {
    return new Timeouts(all, all, all, all, all, all, all);
  }
}
