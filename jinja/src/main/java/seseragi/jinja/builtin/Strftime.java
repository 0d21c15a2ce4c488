package seseragi.jinja.builtin;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Str;

/**
 * {@code strftime_now}: the session's time by the directives of C's {@code strftime}, with glibc's
 * flags.
 */
final class Strftime {
  private final LocalDateTime time;
  private final ZoneId zone;
  private final Locale locale;

  private Strftime(Session session) {
    this.zone = session.zone().orElseGet(ZoneId::systemDefault);
    this.time = LocalDateTime.ofInstant(session.clock().instant(), zone);
    this.locale = session.locale();
  }

  static Str now(Str format, Session session) {
    Budget budget = session.budget();
    budget.text(16L * format.text().length());
    budget.scan(64L * format.text().length());
    return format.derive(new Strftime(session).format(format.text())).withMarkup(false);
  }

  private String format(String format) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      char flag =
          "-_0^#".indexOf(format.charAt(i + 1)) >= 0 && i + 2 < format.length()
              ? format.charAt(++i)
              : 0;
      out.append(flagged(directive(format.charAt(++i)), flag));
    }
    return out.toString();
  }

  private String flagged(String text, char flag) {
    int zeros = 0;
    while (zeros < text.length() - 1 && (text.charAt(zeros) == '0' || text.charAt(zeros) == ' ')) {
      zeros++;
    }
    return switch (flag) {
      case '-' -> text.substring(zeros);
      case '_' -> " ".repeat(zeros) + text.substring(zeros);
      case '0' -> "0".repeat(zeros) + text.substring(zeros);
      case '^', '#' -> text.toUpperCase(locale);
      default -> text;
    };
  }

  private String directive(char directive) {
    return switch (directive) {
      case 'a' -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, locale);
      case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, locale);
      case 'b', 'h' -> time.getMonth().getDisplayName(TextStyle.SHORT, locale);
      case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, locale);
      case 'c' -> format("%a %b %e %H:%M:%S %Y");
      case 'C' -> padded(time.getYear() / 100, 2, '0');
      case 'd' -> padded(time.getDayOfMonth(), 2, '0');
      case 'D', 'x' -> format("%m/%d/%y");
      case 'e' -> padded(time.getDayOfMonth(), 2, ' ');
      case 'f' -> padded(time.getNano() / 1000, 6, '0');
      case 'F' -> format("%Y-%m-%d");
      case 'g' -> padded(time.get(IsoFields.WEEK_BASED_YEAR) % 100, 2, '0');
      case 'G' -> padded(time.get(IsoFields.WEEK_BASED_YEAR), 4, '0');
      case 'H' -> padded(time.getHour(), 2, '0');
      case 'I' -> padded(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, '0');
      case 'j' -> padded(time.getDayOfYear(), 3, '0');
      case 'k' -> padded(time.getHour(), 2, ' ');
      case 'l' -> padded(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, ' ');
      case 'm' -> padded(time.getMonthValue(), 2, '0');
      case 'M' -> padded(time.getMinute(), 2, '0');
      case 'n' -> "\n";
      case 'p' -> time.getHour() < 12 ? "AM" : "PM";
      case 'P' -> time.getHour() < 12 ? "am" : "pm";
      case 'r' -> format("%I:%M:%S %p");
      case 'R' -> format("%H:%M");
      case 's' -> Long.toString(time.atZone(zone).toEpochSecond());
      case 'S' -> padded(time.getSecond(), 2, '0');
      case 't' -> "\t";
      case 'T', 'X' -> format("%H:%M:%S");
      case 'u' -> Integer.toString(time.getDayOfWeek().getValue());
      case 'U' ->
          padded((time.getDayOfYear() + 6 - time.getDayOfWeek().getValue() % 7) / 7, 2, '0');
      case 'V' -> padded(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0');
      case 'w' -> Integer.toString(time.getDayOfWeek().getValue() % 7);
      case 'W' -> padded((time.getDayOfYear() + 7 - time.getDayOfWeek().getValue()) / 7, 2, '0');
      case 'y' -> padded(time.getYear() % 100, 2, '0');
      case 'Y' -> Integer.toString(time.getYear());
      case 'z', 'Z' -> ""; // the reference's time has no zone
      case '%' -> "%";
      default -> throw Fault.failed("strftime_now does not know the directive %" + directive);
    };
  }

  private static String padded(int number, int width, char filler) {
    String digits = Integer.toString(number);
    return String.valueOf(filler).repeat(Math.max(0, width - digits.length())) + digits;
  }
}
