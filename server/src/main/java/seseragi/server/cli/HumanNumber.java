package seseragi.server.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/**
 * Numbers as people write them. Counts: {@code 32k} is 32,000 and {@code 32K} is 32,768, likewise
 * {@code m}/{@code M}, {@code g}/{@code G}, as vLLM reads its arguments. Sizes of memory: {@code
 * 512M} is 512 x 2^20 bytes whatever the case, a number without a unit is in GB (2^30 bytes).
 */
final class HumanNumber {
  private static final Pattern COUNT =
      Pattern.compile("(-?[0-9]{1,18}(?:\\.[0-9]{1,9})?)([kKmMgG]?)");
  private static final Pattern SIZE =
      Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?)(?:([kmgt])(?:i?b)?|b)?");

  private static final Pattern TIME = Pattern.compile("([0-9]{1,6})(ms|s|m|h|)");

  private HumanNumber() {}

  /** An {@code int} as {@code 512}, {@code 32k} or {@code 1M}. */
  static int toInt(String text) {
    long value = toLong(text);
    if (value != (int) value) {
      throw new TypeConversionException("'" + text + "' is too large a number");
    }
    return (int) value;
  }

  /** A {@code long} as {@code 512}, {@code 32k} or {@code 1M}. */
  static long toLong(String text) {
    Matcher matcher = COUNT.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a whole number (examples: 512, 32k = 32000, 32K = 32768, 1M)");
    }
    long unit =
        switch (matcher.group(2)) {
          case "k" -> 1_000;
          case "K" -> 1L << 10;
          case "m" -> 1_000_000;
          case "M" -> 1L << 20;
          case "g" -> 1_000_000_000;
          case "G" -> 1L << 30;
          default -> 1;
        };
    return exact(text, matcher.group(1), unit);
  }

  /** Bytes, as {@code 512M}, {@code 2G}, {@code 1.5GiB} or {@code 2} (GB). */
  static ByteSize toBytes(String text) {
    Matcher matcher = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a size (examples: 512M, 2G, 1.5G, or 2 for 2 GB)");
    }
    String unit = matcher.group(2);
    int shift =
        switch (unit == null ? "" : unit) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          case "t" -> 40;
          default -> matcher.group().endsWith("b") ? 0 : 30;
        };
    return new ByteSize(exact(text, matcher.group(1), 1L << shift));
  }

  /** A time, as {@code 30}, {@code 30s}, {@code 500ms}, {@code 2m} or {@code 1h}. */
  static Duration toDuration(String text) {
    Matcher matcher = TIME.matcher(text.strip());
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a time (examples: 30 or 30s, 500ms, 2m, 1h)");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofSeconds(number);
    };
  }

  /** How many numbers a model has, as {@code 1.10 B}, with units of 1000. */
  static String parameters(long count) {
    if (count >= 1_000_000_000) {
      return String.format(Locale.ROOT, "%.2f B", count / 1e9);
    }
    if (count >= 1_000_000) {
      return String.format(Locale.ROOT, "%.2f M", count / 1e6);
    }
    return String.format(Locale.ROOT, "%.2f K", count / 1e3);
  }

  /** A time for people, as {@code 25 s} or {@code 500 ms}. */
  static String time(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  private static long exact(String text, String number, long unit) {
    try {
      return number.indexOf('.') < 0 // without BigDecimal, whose first use takes 60 ms in JDK 25
          ? Math.multiplyExact(Long.parseLong(number), unit)
          : new BigDecimal(number).multiply(BigDecimal.valueOf(unit)).longValueExact();
    } catch (ArithmeticException tooLargeOrFraction) {
      throw new TypeConversionException("'" + text + "' is not a whole number that fits");
    }
  }

  /**
   * A size of memory or of a file.
   *
   * @param bytes 0 or more
   */
  record ByteSize(long bytes) {
    /** For people, as {@code 1.5 GiB}: three digits at most. */
    @Override
    public String toString() {
      String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
      int unit = 0;
      double value = bytes;
      while (value >= 1000 && unit < units.length - 1) {
        value /= 1024;
        unit++;
      }
      String digits = value < 10 && unit > 0 ? "%.2f" : value < 100 && unit > 0 ? "%.1f" : "%.0f";
      return String.format(Locale.ROOT, digits, value) + " " + units[unit];
    }
  }
}
