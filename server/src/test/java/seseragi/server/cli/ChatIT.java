package seseragi.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * {@code ./seseragi chat} in a pseudo terminal, which {@code script} of util-linux opens: keys in,
 * screen out.
 */
@EnabledOnOs(OS.LINUX) // elsewhere script has other arguments
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ChatIT {
  private static final String CTRL_C = "\u0003";
  private static final String CTRL_D = "\u0004";

  @Test
  void ctrlCStopsAnAnswerAndCtrlDLeaves() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            "script", "-qec", "bash ./seseragi chat --ignore-eos -c 512 --temp 0", "/dev/null");
    builder.environment().put("SESERAGI_NO_BUILD", "1");
    builder.environment().put("TERM", "xterm");
    builder.environment().put("NO_COLOR", "1");
    Process chat = builder.redirectErrorStream(true).start();
    try {
      Screen screen = new Screen(chat.getInputStream());
      screen.await("Ctrl-D leaves.");
      screen.await("> ");
      type(chat, "hello\r");
      screen.await("hello");
      screen.awaitMore(40); // the answer has begun; with --ignore-eos it would fill the context
      type(chat, CTRL_C);
      screen.await("> ");
      type(chat, "/regenerate\r");
      screen.awaitMore(40);
      type(chat, CTRL_C);
      screen.await("> ");
      type(chat, CTRL_D);
      assertEquals(0, chat.waitFor(), screen.shown::toString);
    } finally {
      chat.destroyForcibly();
    }
  }

  private static void type(Process process, String keys) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write(keys.getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  /** What came out; waits for text behind what was waited for before. */
  private static final class Screen {
    private final StringBuilder shown = new StringBuilder();
    private final InputStream out;
    private int seen;

    Screen(InputStream out) {
      this.out = out;
    }

    void await(String text) throws IOException {
      while (shown.indexOf(text, seen) < 0) {
        read();
      }
      seen = shown.indexOf(text, seen) + text.length();
    }

    void awaitMore(int characters) throws IOException {
      while (shown.length() < seen + characters) {
        read();
      }
      seen += characters;
    }

    private void read() throws IOException {
      byte[] buffer = new byte[4096];
      int count = out.read(buffer);
      assertTrue(count >= 0, () -> "the console ended: " + shown);
      shown.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
    }
  }
}
