package seseragi.server;

import java.time.Duration;
import java.util.List;
import seseragi.server.http.HttpOptions;
import seseragi.server.http.HttpOptions.Access;
import seseragi.server.http.HttpOptions.HttpLimits;
import seseragi.server.http.HttpOptions.LogFormat;
import seseragi.server.http.HttpOptions.Timeouts;
import seseragi.server.openai.RequestLimits;
import seseragi.server.serving.ChatPrompts;

/** Options and parts for servers in tests: any free port, no log. */
final class TestServers {
  /** As ChatML, without reading anything in messages. */
  static final ChatPrompts CHAT =
      chat -> {
        StringBuilder text = new StringBuilder();
        chat.messages()
            .forEach(m -> text.append(m.role()).append(": ").append(m.content()).append('\n'));
        String prompt = text.append(chat.addGenerationPrompt() ? "assistant:" : "").toString();
        return new ChatPrompts.Prompt(prompt, new ByteTokenizer().encode(prompt, true, false));
      };

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
