package seseragi.server.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import seseragi.engine.Engine;
import seseragi.engine.EngineOptions;
import seseragi.kernels.KvType;

/** Measures prompt and generation speed for several numbers of sequences at once. */
@Command(
    name = "engine",
    description = "Measure the engine: tokens per second of prompts and of generation.",
    abbreviateSynopsis = true,
    sortOptions = false)
class BenchEngineCommand implements Callable<Integer> {
  /** Random prompts, but the same in each run. */
  private static final long SEED = 42;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "FILE",
      description = "GGUF file (default: the built-in guide).")
  Path model;

  @Option(
      names = {"-p", "--n-prompt"},
      paramLabel = "N",
      description = "Tokens of a prompt; 0 for none (default: ${DEFAULT-VALUE}).")
  int prompt = 512;

  @Option(
      names = {"-n", "--n-gen"},
      paramLabel = "N",
      description = "Tokens to generate; 0 for none (default: ${DEFAULT-VALUE}).")
  int generated = 128;

  @Option(
      names = {"-b", "--batch"},
      split = ",",
      paramLabel = "N",
      description = "Sequences at once, one test for each (default: 1).")
  List<Integer> batches = List.of(1);

  @Option(
      names = {"-r", "--repetitions"},
      paramLabel = "N",
      description = "How often each test is repeated (default: ${DEFAULT-VALUE}).")
  int repetitions = 5;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "Threads that compute (default: one per core).")
  int threads = EngineOptions.DEFAULTS.threads();

  @Option(
      names = "--max-num-batched-tokens",
      paramLabel = "TOKENS",
      description = "Most tokens that are computed in one step (default: ${DEFAULT-VALUE}).")
  int maxBatchTokens = EngineOptions.DEFAULTS.maxBatchTokens();

  @Option(
      names = {"-ctk", "--kv-cache-dtype"},
      paramLabel = "TYPE",
      description = "How keys and values are stored: f16 or f32 (default: f16).")
  KvType kvType = EngineOptions.DEFAULTS.kvType();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "md, json or csv (default: md).")
  BenchReport.Format output = BenchReport.Format.MD;

  @Option(
      names = "--json",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Same as --output json.")
  boolean json;

  @Mixin CommonOptions common;
  @Spec CommandSpec spec;

  private final Io io;

  BenchEngineCommand(Io io) {
    this.io = io;
  }

  @Override
  public Integer call() throws InterruptedException {
    check("--n-prompt", prompt, prompt >= 0, "0 or more");
    check("--n-gen", generated, generated >= 0, "0 or more");
    check("--n-prompt and --n-gen", 0, prompt + generated > 0, "at least one above 0");
    check("--repetitions", repetitions, repetitions >= 1, "1 or more");
    check("--max-num-batched-tokens", maxBatchTokens, maxBatchTokens >= 1, "1 or more");
    for (int batch : batches) {
      check("--batch", batch, batch >= 1 && batch <= 4096, "1 to 4096");
    }
    ModelSource source = ModelSource.of(model);
    try (Engine engine = EngineLoading.open(io, source, options())) {
      int needed = needed(largestBatch());
      check(
          "--n-prompt and --n-gen",
          needed + " tokens in the largest batch",
          needed <= engine.model().contextLength(),
          "at most the context of " + engine.model().contextLength());
      BenchReport report =
          new BenchReport(engine.model(), backend(engine), computing(), rows(engine));
      io.out().println(report.text(json ? BenchReport.Format.JSON : output));
    }
    return Commands.DONE;
  }

  /** The name of the kernels out of the line that describes them. */
  private static String backend(Engine engine) {
    String name = engine.backend().replaceFirst("^kernels: ", "").replaceFirst("[ ,(].*", "");
    return name.isEmpty() ? "CPU" : name;
  }

  private int computing() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  private List<BenchReport.Row> rows(Engine engine) throws InterruptedException {
    EngineBench bench = new EngineBench(engine, prompt, generated, SEED);
    List<BenchReport.Row> rows = new ArrayList<>();
    try (ProgressBar progress = new ProgressBar(io)) {
      int done = 0;
      for (int batch : batches) {
        List<EngineBench.Times> times = new ArrayList<>();
        bench.measure(batch, maxBatchTokens); // warm-up
        for (int i = 0; i < repetitions; i++) {
          progress.show((double) done++ / (batches.size() * repetitions), "measuring");
          times.add(bench.measure(batch, maxBatchTokens));
        }
        addRows(rows, batch, times);
      }
    }
    return rows;
  }

  private void addRows(List<BenchReport.Row> rows, int batch, List<EngineBench.Times> times) {
    List<Double> prefill = times.stream().map(EngineBench.Times::prefillSeconds).toList();
    List<Double> decode = times.stream().map(EngineBench.Times::decodeSeconds).toList();
    if (prompt > 0) {
      rows.add(new BenchReport.Row(batch, prompt, 0, prefill));
    }
    if (generated > 0) {
      rows.add(new BenchReport.Row(batch, 0, generated, decode));
    }
    if (prompt > 0 && generated > 0) {
      List<Double> both = times.stream().map(t -> t.prefillSeconds() + t.decodeSeconds()).toList();
      rows.add(new BenchReport.Row(batch, prompt, generated, both));
    }
  }

  /** A context and a cache that are just large enough. */
  private EngineOptions options() {
    EngineOptions defaults = EngineOptions.DEFAULTS;
    int largest = largestBatch();
    int blockSize = defaults.blockSize();
    long blocks = ((long) needed(largest) + blockSize - 1) / blockSize + 1;
    return new EngineOptions(
        needed(largest),
        blockSize,
        blocks * blockSize * largest,
        0,
        kvType,
        largest,
        largest,
        maxBatchTokens,
        false,
        threads,
        defaults.maxPendingBytes());
  }

  private int largestBatch() {
    return batches.stream().mapToInt(Integer::intValue).max().orElse(1);
  }

  private int needed(int batch) {
    return EngineBench.tokensNeeded(prompt, generated, batch, maxBatchTokens);
  }

  private void check(String option, Object value, boolean valid, String expected) {
    if (!valid) {
      throw new ParameterException(
          spec.commandLine(), "%s is %s; expected %s".formatted(option, value, expected));
    }
  }
}
