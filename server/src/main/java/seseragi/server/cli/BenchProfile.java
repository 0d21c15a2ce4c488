package seseragi.server.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import seseragi.kernels.profile.Profile;

/**
 * Where the time of a test went.
 *
 * @param test all of its repetitions, with what they compute before the clock starts
 * @param nanos of all repetitions
 * @param operations of the kernels, the longest first
 */
record BenchProfile(BenchTest test, long nanos, List<Profile.Line> operations) {
  BenchProfile {
    operations = List.copyOf(operations);
  }

  /** What is not spent in an operation: scheduling, sampling, text, and the bench itself. */
  long restNanos() {
    return nanos - operations.stream().mapToLong(Profile.Line::nanos).sum();
  }

  long waitedNanos() {
    return operations.stream().mapToLong(Profile.Line::waitedNanos).sum();
  }

  /** A table with a title, without a line break at its end. */
  String markdown() {
    List<List<String>> cells = new ArrayList<>();
    cells.add(List.of("operation", "calls", "ms", "share", "in barriers", "GMAC/s", "GB/s"));
    for (Profile.Line line : operations) {
      cells.add(
          List.of(
              line.operation(),
              String.valueOf(line.calls()),
              millis(line.nanos()),
              share(line.nanos()),
              share(line.waitedNanos()),
              rate(line.gmacsPerSecond()),
              rate(line.gigabytesPerSecond())));
    }
    cells.add(List.of("all else", "", millis(restNanos()), share(restNanos()), "", "", ""));
    cells.add(List.of("sum", "", millis(nanos), share(nanos), share(waitedNanos()), "", ""));
    String title = "%s, %d at once:".formatted(test.name(), test.batch());
    String table = Printable.markdown(cells, false, true, true, true, true, true, true);
    return String.join(System.lineSeparator(), title, "", table);
  }

  /** For programs. */
  Map<String, Object> facts() {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (Profile.Line line : operations) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("operation", line.operation());
      fields.put("calls", line.calls());
      fields.put("ns", line.nanos());
      fields.put("barrier_ns", line.waitedNanos());
      fields.put("share", (double) line.nanos() / nanos);
      fields.put("gmacs_per_second", line.gmacsPerSecond());
      fields.put("gigabytes_per_second", line.gigabytesPerSecond());
      lines.add(fields);
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("ns", nanos);
    facts.put("barrier_ns", waitedNanos());
    facts.put("rest_ns", restNanos());
    facts.put("operations", lines);
    return facts;
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.1f", nanos / 1e6);
  }

  private String share(long part) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * part / nanos);
  }

  private static String rate(double perSecond) {
    return perSecond == 0 ? "" : String.format(Locale.ROOT, "%.1f", perSecond);
  }
}
