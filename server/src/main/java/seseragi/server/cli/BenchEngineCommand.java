package seseragi.server.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import seseragi.engine.Engine;
import seseragi.engine.EngineOptions;
import seseragi.kernels.Kernels;
import seseragi.kernels.KvType;
import seseragi.kernels.profile.Profile;
import seseragi.kernels.profile.ProfiledKernels;

/** Measures prompt and generation speed for several numbers of sequences at once. */
@Command(
    name = "engine",
    description = "Measure the engine: tokens per second of prompts and of generation.",
    abbreviateSynopsis = true,
    sortOptions = false)
class BenchEngineCommand implements Callable<Integer> {
  /** Random prompts, but the same in each run. */
  private static final long SEED = 42;

  private static final int BLOCK_SIZE = EngineOptions.DEFAULTS.blockSize();

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
      names = {"-pg", "--prompt-and-gen"},
      split = ",",
      paramLabel = "P,N",
      description =
          "Whole requests: prompts of P tokens and N tokens generated, as a further test.")
  List<Integer> whole = List.of();

  @Option(
      names = {"-d", "--n-depth"},
      paramLabel = "N",
      description =
          "Tokens that each sequence has in the KV cache before (default: ${DEFAULT-VALUE}).")
  int depth;

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
      names = "--no-warmup",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Measure at once, without a short run before.")
  boolean noWarmup;

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
      description =
          "How keys and values are stored: f16, f32 or q8_0, which takes 8.5 bits a number and"
              + " head sizes that are multiples of 32 (default: f16).")
  KvType kvType = EngineOptions.DEFAULTS.kvType();

  @Option(
      names = "--no-repack",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Use weights as they lie in the file.")
  boolean noRepack;

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

  @Option(
      names = "--turns",
      fallbackValue = "true",
      defaultValue = "false",
      description =
          "Take turns with another program: wait for a line on standard input before each"
              + " repetition, and print each result at once as a line of JSON.")
  boolean turns;

  @Option(
      names = "--profile",
      fallbackValue = "true",
      defaultValue = "false",
      description =
          "Say where the time went: calls, time, GMAC/s and GB/s of each operation, and how long"
              + " threads waited for each other.")
  boolean profiling;

  @Mixin CommonOptions common;
  @Spec CommandSpec spec;

  private final Io io;
  private final Profile profile = new Profile();

  BenchEngineCommand(Io io) {
    this.io = io;
  }

  @Override
  public Integer call() throws InterruptedException {
    check("--n-prompt", prompt, prompt >= 0, "0 or more");
    check("--n-gen", generated, generated >= 0, "0 or more");
    check("--n-depth", depth, depth >= 0, "0 or more");
    check(
        "--prompt-and-gen",
        whole,
        whole.size() % 2 == 0 && whole.stream().allMatch(n -> n >= 1),
        "two numbers of 1 or more");
    check("--repetitions", repetitions, repetitions >= 1, "1 or more");
    check("--max-num-batched-tokens", maxBatchTokens, maxBatchTokens >= 1, "1 or more");
    for (int batch : batches) {
      check("--batch", batch, batch >= 1 && batch <= 4096, "1 to 4096");
    }
    List<BenchTest> tests = tests();
    check("--n-prompt, --n-gen and --prompt-and-gen", 0, !tests.isEmpty(), "at least one above 0");
    check(
        "--profile",
        profiling,
        !profiling || (!turns && (json || output != BenchReport.Format.CSV)),
        "no --turns and no csv beside it");
    try (Engine engine = open(options(tests))) {
      measure(engine, tests);
    }
    return Commands.DONE;
  }

  private Engine open(EngineOptions options) {
    UnaryOperator<Kernels> around =
        profiling ? kernels -> new ProfiledKernels(kernels, profile) : UnaryOperator.identity();
    return EngineLoading.open(io, ModelSource.of(model), options, around);
  }

  private void measure(Engine engine, List<BenchTest> tests) throws InterruptedException {
    EngineBench bench = new EngineBench(engine, maxBatchTokens, BLOCK_SIZE, SEED);
    if (turns) {
      new BenchTurns(io, bench, repetitions, !noWarmup).measure(tests);
    } else {
      List<BenchReport.Row> rows = rows(bench, tests);
      BenchReport report = new BenchReport(engine.model(), backend(engine), computing(), rows);
      io.out().println(report.text(json ? BenchReport.Format.JSON : output));
    }
  }

  private List<BenchTest> tests() {
    List<BenchTest> tests = new ArrayList<>();
    for (int batch : batches) {
      if (prompt > 0) {
        tests.add(new BenchTest(batch, depth, prompt, 0));
      }
      if (generated > 0) {
        tests.add(new BenchTest(batch, depth, 0, generated));
      }
      for (int i = 0; i < whole.size(); i += 2) {
        tests.add(new BenchTest(batch, depth, whole.get(i), whole.get(i + 1)));
      }
    }
    return tests;
  }

  /** The name of the kernels out of the line that describes them. */
  private static String backend(Engine engine) {
    String name = engine.backend().replaceFirst("^kernels: ", "").replaceFirst("[ ,(].*", "");
    return name.isEmpty() ? "CPU" : name;
  }

  private int computing() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  private List<BenchReport.Row> rows(EngineBench bench, List<BenchTest> tests)
      throws InterruptedException {
    List<BenchReport.Row> rows = new ArrayList<>();
    try (ProgressBar progress = new ProgressBar(io)) {
      int done = 0;
      for (BenchTest test : tests) {
        bench.fill(test);
        if (!noWarmup) {
          bench.warmUp(test);
        }
        List<Double> seconds = new ArrayList<>();
        profile.clear();
        long begin = System.nanoTime();
        for (int i = 0; i < repetitions; i++) {
          progress.show((double) done++ / (tests.size() * repetitions), "measuring");
          seconds.add(bench.measure(test));
        }
        rows.add(new BenchReport.Row(test, seconds, profile(test, System.nanoTime() - begin)));
      }
    }
    return rows;
  }

  private Optional<BenchProfile> profile(BenchTest test, long nanos) {
    return profiling
        ? Optional.of(new BenchProfile(test, nanos, profile.lines()))
        : Optional.empty();
  }

  /** A context and a cache that are just large enough. */
  private EngineOptions options(List<BenchTest> tests) {
    long slots = tests.stream().mapToLong(this::slots).max().orElse(0);
    int largestBatch = tests.stream().mapToInt(BenchTest::batch).max().orElse(1);
    return new EngineOptions(
        context(tests),
        BLOCK_SIZE,
        slots,
        0,
        kvType,
        largestBatch,
        largestBatch,
        maxBatchTokens,
        depth > 0,
        threads,
        EngineOptions.DEFAULTS.maxPendingBytes(),
        !noRepack);
  }

  private int context(List<BenchTest> tests) {
    return tests.stream().mapToInt(test -> test.needed(maxBatchTokens, BLOCK_SIZE)).max().orElse(1);
  }

  /** Whole blocks for each sequence, and one more, without which a newcomer has to wait. */
  private long slots(BenchTest test) {
    long blocks = Math.ceilDiv((long) test.needed(maxBatchTokens, BLOCK_SIZE), BLOCK_SIZE) + 1;
    return blocks * BLOCK_SIZE * test.batch();
  }

  private void check(String option, Object value, boolean valid, String expected) {
    if (!valid) {
      throw new ParameterException(
          spec.commandLine(), "%s is %s; expected %s".formatted(option, value, expected));
    }
  }
}
