package seseragi.server.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import seseragi.engine.EngineObserver;
import seseragi.engine.EngineStats;
import seseragi.engine.FinishReason;
import seseragi.engine.RequestReport;

/**
 * What an engine did, under the names that vLLM gave these figures, so that dashboards made for it
 * work. Fed on the engine's thread without a lock, read by any thread.
 */
final class EngineMetrics implements EngineObserver {
  private static final double NANOS = 1e9;
  private static final double[] LATENCY = {
    0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680
  };
  private static final double[] FIRST_TOKEN = {
    0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40,
    80, 160, 640, 2560
  };
  private static final double[] NEXT_TOKEN = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5,
    7.5, 10, 20, 40, 80
  };
  private static final double[] TOKENS = {
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000
  };

  private final Histogram firstToken = new Histogram(FIRST_TOKEN);
  private final Histogram nextToken = new Histogram(NEXT_TOKEN);
  private final Histogram endToEnd = new Histogram(LATENCY);
  private final Histogram queue = new Histogram(LATENCY);
  private final Histogram prefill = new Histogram(LATENCY);
  private final Histogram decode = new Histogram(LATENCY);
  private final Histogram promptTokens = new Histogram(TOKENS);
  private final Histogram generatedTokens = new Histogram(TOKENS);
  private final Map<FinishReason, LongAdder> ends = new EnumMap<>(FinishReason.class);

  EngineMetrics() {
    for (FinishReason reason : FinishReason.values()) {
      ends.put(reason, new LongAdder());
    }
  }

  @Override
  public void onFirstToken(long nanos) {
    firstToken.record(nanos / NANOS);
  }

  @Override
  public void onNextToken(long nanos) {
    nextToken.record(nanos / NANOS);
  }

  @Override
  public void onEnd(RequestReport report) {
    ends.get(report.reason()).increment();
    endToEnd.record(report.totalNanos() / NANOS);
    queue.record(report.queueNanos() / NANOS);
    prefill.record(report.prefillNanos() / NANOS);
    decode.record(report.decodeNanos() / NANOS);
    promptTokens.record(report.usage().promptTokens());
    generatedTokens.record(report.usage().completionTokens());
  }

  /** All families, with one label: the model's name. */
  String text(String model, EngineStats stats) {
    StringBuilder out = new StringBuilder(16_384);
    String labels = Exposition.label("model_name", model);
    gauges(out, labels, stats);
    counters(out, labels, stats);
    successes(out, labels);
    histogram(out, labels, "time_to_first_token_seconds", firstToken, "Time to the first token.");
    histogram(out, labels, "inter_token_latency_seconds", nextToken, "Time between two tokens.");
    histogram(out, labels, "e2e_request_latency_seconds", endToEnd, "Time of a whole request.");
    histogram(out, labels, "request_queue_time_seconds", queue, "Time in the queue.");
    histogram(out, labels, "request_prefill_time_seconds", prefill, "Time of the prompt.");
    histogram(out, labels, "request_decode_time_seconds", decode, "Time of the answer.");
    histogram(out, labels, "request_prompt_tokens", promptTokens, "Tokens of a prompt.");
    histogram(out, labels, "request_generation_tokens", generatedTokens, "Tokens of an answer.");
    return out.toString();
  }

  private static void gauges(StringBuilder out, String labels, EngineStats stats) {
    gauge(out, labels, "num_requests_running", stats.running(), "Requests in steps.");
    gauge(out, labels, "num_requests_waiting", stats.waiting(), "Requests in the queue.");
    double usage = stats.totalBlocks() == 0 ? 0 : (double) stats.usedBlocks() / stats.totalBlocks();
    gauge(out, labels, "kv_cache_usage_perc", usage, "Used part of the KV cache, 0 to 1.");
  }

  private static void counters(StringBuilder out, String labels, EngineStats stats) {
    counter(
        out,
        labels,
        "prefix_cache_queries",
        stats.prefixQueriedTokens(),
        "Prompt tokens looked up in the prefix cache.");
    counter(
        out,
        labels,
        "prefix_cache_hits",
        stats.prefixHitTokens(),
        "Prompt tokens found in the prefix cache.");
    counter(out, labels, "prompt_tokens", stats.promptTokens(), "Prompt tokens.");
    counter(out, labels, "generation_tokens", stats.generatedTokens(), "Generated tokens.");
    counter(out, labels, "num_preemptions", stats.preemptions(), "Preemptions.");
  }

  private void successes(StringBuilder out, String labels) {
    String name = "vllm:request_success_total";
    Exposition.family(out, name, "counter", "Requests that ended.");
    ends.forEach(
        (reason, count) ->
            Exposition.sample(
                out,
                name,
                labels + "," + Exposition.label("finished_reason", name(reason)),
                count.sum()));
  }

  private static String name(FinishReason reason) {
    return switch (reason) {
      case STOP -> "stop";
      case LENGTH -> "length";
      case CANCELLED -> "abort";
      case ERROR -> "error";
    };
  }

  private static void gauge(
      StringBuilder out, String labels, String name, double value, String help) {
    Exposition.family(out, "vllm:" + name, "gauge", help);
    Exposition.sample(out, "vllm:" + name, labels, value);
  }

  /** vLLM's library appends {@code _total} to the name of a counter. */
  private static void counter(
      StringBuilder out, String labels, String name, long value, String help) {
    Exposition.family(out, "vllm:" + name + "_total", "counter", help);
    Exposition.sample(out, "vllm:" + name + "_total", labels, value);
  }

  private static void histogram(
      StringBuilder out, String labels, String name, Histogram histogram, String help) {
    Exposition.family(out, "vllm:" + name, "histogram", help);
    histogram.writeTo(out, "vllm:" + name, labels);
  }
}
