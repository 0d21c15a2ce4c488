package seseragi.server.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import seseragi.kernels.Kernels;
import seseragi.kernels.measure.MachinePeaks;
import seseragi.kernels.measure.ProductSpeed;
import seseragi.kernels.select.CpuReport;
import seseragi.kernels.select.KernelSelection;
import seseragi.kernels.tensor.QuantType;

/** Tells what this machine can do, what was chosen for it, and how fast that is. */
@Command(
    name = "doctor",
    description = "Show what the CPU can do, which kernels are used, and how fast they are.")
final class DoctorCommand implements Runnable {
  /** Of the other matrix: one stream, some streams at once, a prompt. */
  private static final int[] ROWS = {1, 16, 96};

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "Threads that compute (default: one per core).")
  int threads;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "To spend on each product that is measured (default: ${DEFAULT-VALUE}).")
  double seconds = 0.15;

  @Option(
      names = "--json",
      fallbackValue = "true",
      defaultValue = "false",
      description = "For programs.")
  boolean json;

  @Mixin CommonOptions common;

  @Spec CommandSpec spec;

  private final Io io;

  DoctorCommand(Io io) {
    this.io = io;
  }

  /** What was found. Speeds are per second, of all threads together. */
  private record Findings(
      CpuReport cpu,
      String description,
      String kernels,
      int threads,
      double read,
      double multiplyAdds,
      List<ProductSpeed[]> products) {}

  @Override
  public void run() {
    if (!(seconds > 0 && seconds <= 60)) {
      throw new ParameterException(
          spec.commandLine(), "--seconds must be more than 0 and at most 60, not " + seconds);
    }
    Findings findings = examine();
    if (json) {
      io.out().println(Json.pretty(facts(findings)));
    } else {
      print(findings);
    }
  }

  private Findings examine() {
    CpuReport cpu = CpuReport.ofThisMachine();
    KernelSelection selection = KernelSelection.create(threads);
    try (Kernels kernels = selection.kernels();
        ProgressBar bar = new ProgressBar(io)) {
      bar.show(0, "reading memory");
      double read = MachinePeaks.read(kernels);
      double multiplyAdds = MachinePeaks.multiplyAdds(kernels);
      ProductSpeed.of(kernels, QuantType.F32, ROWS, seconds); // until all of it is compiled
      ProductSpeed.of(kernels, QuantType.Q8_0, ROWS, seconds);
      List<ProductSpeed[]> products = new ArrayList<>();
      QuantType[] types = QuantType.values();
      for (int i = 0; i < types.length; i++) {
        bar.show((i + 1.0) / (types.length + 1), "measuring " + types[i]);
        products.add(ProductSpeed.of(kernels, types[i], ROWS, seconds));
      }
      return new Findings(
          cpu,
          selection.description(),
          kernels.name(),
          kernels.threads(),
          read,
          multiplyAdds,
          products);
    }
  }

  private void print(Findings findings) {
    Map<String, String> lines = new LinkedHashMap<>();
    CpuReport cpu = findings.cpu;
    int processors = Runtime.getRuntime().availableProcessors();
    lines.put("CPU", Printable.line(cpu.name()) + ", " + processors + " processors");
    lines.put("features", cpu.features().isEmpty() ? "-" : String.join(", ", cpu.features()));
    lines.put("machine code", cpu.noMachineCode().map(reason -> "no: " + reason).orElse("yes"));
    lines.put("chosen", findings.description);
    lines.put("memory read", giga(findings.read) + " GB/s");
    lines.put("multiply-adds", giga(findings.multiplyAdds) + " GMAC/s (f32, in registers)");
    lines.forEach((name, value) -> io.out().printf("%-14s %s%n", name, value));
    io.out().printf("%nproducts with a matrix of 2048 x 2048, best of several, GMAC/s%n");
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("  type", "1 row", "16 rows", "96 rows", "1 row, GB/s"));
    for (ProductSpeed[] speeds : findings.products) {
      List<String> row = new ArrayList<>(List.of("  " + speeds[0].type()));
      for (ProductSpeed speed : speeds) {
        row.add(giga(speed.multiplyAdds()));
      }
      row.add(giga(speeds[0].bandwidth()));
      table.add(row);
    }
    Printable.table(table, false, true, true, true, true).forEach(io.out()::println);
  }

  private static String giga(double number) {
    return String.format(Locale.ROOT, "%.1f", number / 1e9);
  }

  private static Map<String, Object> facts(Findings findings) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("cpu", findings.cpu.name());
    facts.put("processors", Runtime.getRuntime().availableProcessors());
    facts.put("features", findings.cpu.features());
    facts.put("machine_code", findings.cpu.noMachineCode().isEmpty());
    findings.cpu.noMachineCode().ifPresent(reason -> facts.put("no_machine_code", reason));
    facts.put("kernels", findings.kernels);
    facts.put("threads", findings.threads);
    facts.put("read_bytes_per_second", Math.round(findings.read));
    facts.put("f32_multiply_adds_per_second", Math.round(findings.multiplyAdds));
    List<Map<String, Object>> products = new ArrayList<>();
    for (ProductSpeed[] speeds : findings.products) {
      for (ProductSpeed speed : speeds) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", speed.type().toString());
        fields.put("rows", speed.rows());
        fields.put("multiply_adds_per_second", Math.round(speed.multiplyAdds()));
        fields.put("weight_bytes_per_second", Math.round(speed.bandwidth()));
        products.add(fields);
      }
    }
    facts.put("products", products);
    return facts;
  }
}
