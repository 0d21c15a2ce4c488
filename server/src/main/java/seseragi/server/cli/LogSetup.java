package seseragi.server.cli;

import java.io.PrintStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the parts log goes to standard error: one line a record, nothing unescaped. */
final class LogSetup {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  private static final String ACCESS = "seseragi.access";

  private LogSetup() {}

  /** How a record looks. */
  enum Format {
    TEXT,
    JSON
  }

  /** What is said, the quietest first. */
  enum Level {
    ERROR,
    WARNING,
    INFO,
    DEBUG;

    private java.util.logging.Level threshold() {
      return switch (this) {
        case ERROR -> java.util.logging.Level.SEVERE;
        case WARNING -> java.util.logging.Level.WARNING;
        case INFO -> java.util.logging.Level.INFO;
        case DEBUG -> java.util.logging.Level.FINE;
      };
    }

    boolean isQuieterThan(Level other) {
      return compareTo(other) < 0;
    }

    private static Level of(java.util.logging.Level level) {
      for (Level candidate : values()) {
        if (level.intValue() >= candidate.threshold().intValue()) {
          return candidate;
        }
      }
      return DEBUG;
    }
  }

  /** Sends all logging of this process to {@code out}. */
  static void apply(Format format, Level level, PrintStream out) {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(level.threshold());
    root.addHandler(
        new LineHandler(format == Format.JSON ? new JsonLines() : new TextLines(), out));
  }

  private static final class LineHandler extends Handler {
    private final PrintStream out;

    LineHandler(Formatter formatter, PrintStream out) {
      this.out = out;
      setFormatter(formatter);
    }

    @Override
    public void publish(LogRecord record) {
      if (isLoggable(record)) {
        out.println(getFormatter().format(record));
      }
    }

    @Override
    public void flush() {
      out.flush();
    }

    @Override
    public void close() {
      flush();
    }
  }

  /** {@code 2026-11-21T10:00:00.123Z INFO seseragi.server message}, control characters escaped. */
  static final class TextLines extends Formatter {
    @Override
    public String format(LogRecord record) {
      StringBuilder line = new StringBuilder(128);
      line.append(TIME.format(record.getInstant()))
          .append(' ')
          .append(Level.of(record.getLevel()))
          .append(' ')
          .append(record.getLoggerName())
          .append(' ');
      escape(line, formatMessage(record));
      Throwable thrown = record.getThrown();
      if (thrown != null) {
        escape(line.append(" | "), thrown.toString());
        for (StackTraceElement frame : thrown.getStackTrace()) {
          line.append("\n    at ").append(frame);
        }
      }
      return line.toString();
    }

    private static void escape(StringBuilder line, String text) {
      text.chars()
          .forEach(
              c -> {
                if (Character.isISOControl(c)) {
                  line.append(String.format("\\u%04x", c));
                } else {
                  line.append((char) c);
                }
              });
    }
  }

  /** A JSON object with {@code time}, {@code level}, {@code logger}, {@code message}. */
  static final class JsonLines extends Formatter {
    @Override
    public String format(LogRecord record) {
      String message = formatMessage(record);
      // a line of the access log is an object already: its fields join these
      boolean object = ACCESS.equals(record.getLoggerName()) && message.startsWith("{");
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("time", TIME.format(record.getInstant()));
      fields.put("level", Level.of(record.getLevel()).name().toLowerCase(Locale.ROOT));
      fields.put("logger", String.valueOf(record.getLoggerName()));
      if (!object) {
        fields.put("message", message);
      }
      if (record.getThrown() != null) {
        fields.put("error", record.getThrown().toString());
      }
      String line = Json.line(fields);
      return object && message.length() > 2
          ? line.substring(0, line.length() - 1) + "," + message.substring(1)
          : line;
    }
  }
}
