package seseragi.server.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import seseragi.engine.ModelInfo;
import seseragi.server.cli.HumanNumber.ByteSize;

/**
 * Measurements as llama-bench prints them, with a column for the number of sequences at once.
 *
 * @param model what was measured
 * @param backend the kernels
 * @param threads that computed
 * @param rows one for each test
 */
record BenchReport(ModelInfo model, String backend, int threads, List<Row> rows) {
  /** How it is written. */
  enum Format {
    MD,
    JSON,
    CSV
  }

  BenchReport {
    rows = List.copyOf(rows);
  }

  /**
   * One test.
   *
   * @param seconds of each repetition
   * @param profile where the time went, if that was asked
   */
  record Row(BenchTest test, List<Double> seconds, Optional<BenchProfile> profile) {
    Row {
      seconds = List.copyOf(seconds);
    }

    /** Tokens a second, of all sequences together, for each repetition. */
    List<Double> rates() {
      return seconds.stream().map(s -> test.tokens() / s).toList();
    }

    double mean() {
      return rates().stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    /** Of the sample; 0 for a single repetition. */
    double deviation() {
      double mean = mean();
      double squares = rates().stream().mapToDouble(r -> (r - mean) * (r - mean)).sum();
      return seconds.size() < 2 ? 0 : Math.sqrt(squares / (seconds.size() - 1));
    }
  }

  /** The whole report, without a line break at its end. */
  String text(Format format) {
    return switch (format) {
      case MD -> markdown();
      case JSON -> Json.pretty(facts());
      case CSV -> csv();
    };
  }

  private String modelType() {
    return Printable.line(model.architecture() + " " + model.quantization());
  }

  private String markdown() {
    List<List<String>> cells = new ArrayList<>();
    cells.add(List.of("model", "size", "params", "backend", "threads", "batch", "test", "t/s"));
    for (Row row : rows) {
      cells.add(
          List.of(
              modelType(),
              new ByteSize(model.fileBytes()).toString(),
              HumanNumber.parameters(model.parameters()),
              backend,
              String.valueOf(threads),
              String.valueOf(row.test().batch()),
              row.test().name(),
              String.format(Locale.ROOT, "%.2f ± %.2f", row.mean(), row.deviation())));
    }
    StringBuilder text =
        new StringBuilder(
            Printable.markdown(cells, false, true, true, false, true, true, true, true));
    String gap = System.lineSeparator().repeat(2);
    for (Row row : rows) {
      row.profile().ifPresent(profile -> text.append(gap).append(profile.markdown()));
    }
    return text.toString();
  }

  private List<Map<String, Object>> facts() {
    List<Map<String, Object>> facts = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("model_filename", model.file().toString());
      fields.put("model_type", model.architecture() + " " + model.quantization());
      fields.put("model_size", model.fileBytes());
      fields.put("model_n_params", model.parameters());
      fields.put("backend", backend);
      fields.put("n_threads", threads);
      fields.put("batch", row.test().batch());
      fields.put("test", row.test().name());
      fields.put("n_prompt", row.test().prompt());
      fields.put("n_gen", row.test().generated());
      fields.put("n_depth", row.test().depth());
      fields.put("avg_ts", row.mean());
      fields.put("stddev_ts", row.deviation());
      fields.put("samples_ts", row.rates());
      fields.put("samples_ns", row.seconds().stream().map(s -> Math.round(s * 1e9)).toList());
      row.profile().ifPresent(profile -> fields.put("profile", profile.facts()));
      facts.add(fields);
    }
    return facts;
  }

  private String csv() {
    StringBuilder csv =
        new StringBuilder(
            "model_type,model_size,model_n_params,backend,n_threads,batch,test,n_prompt,n_gen,"
                + "n_depth,avg_ts,stddev_ts");
    for (Row row : rows) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%n\"%s\",%d,%d,\"%s\",%d,%d,%s,%d,%d,%d,%.3f,%.3f",
              modelType().replace("\"", "\"\""),
              model.fileBytes(),
              model.parameters(),
              backend.replace("\"", "\"\""),
              threads,
              row.test().batch(),
              row.test().name(),
              row.test().prompt(),
              row.test().generated(),
              row.test().depth(),
              row.mean(),
              row.deviation()));
    }
    return csv.toString();
  }
}
