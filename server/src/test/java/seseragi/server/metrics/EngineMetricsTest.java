package seseragi.server.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import seseragi.engine.EngineStats;
import seseragi.engine.FinishReason;
import seseragi.engine.RequestReport;
import seseragi.engine.Usage;

class EngineMetricsTest {
  private static final EngineStats STATS =
      new EngineStats(3, 2, 100, 40, 35, 25, 5, 1000, 600, 5000, 700, 4, 99, 0);

  private final EngineMetrics metrics = new EngineMetrics();

  @Test
  void everyNameOfTheFieldIsThere() {
    String text = metrics.text("m", STATS);
    for (String name :
        List.of(
            "time_to_first_token_seconds_bucket",
            "inter_token_latency_seconds_sum",
            "e2e_request_latency_seconds_count",
            "request_queue_time_seconds_count",
            "request_prefill_time_seconds_count",
            "request_decode_time_seconds_count",
            "request_prompt_tokens_bucket",
            "request_generation_tokens_bucket",
            "num_requests_running",
            "num_requests_waiting",
            "kv_cache_usage_perc",
            "prefix_cache_queries_total",
            "prefix_cache_hits_total",
            "prompt_tokens_total",
            "generation_tokens_total",
            "request_success_total")) {
      assertTrue(text.contains("\nvllm:" + name + "{model_name=\"m\""), name);
    }
    assertTrue(text.contains("vllm:num_requests_running{model_name=\"m\"} 3.0\n"), text);
    assertTrue(text.contains("vllm:kv_cache_usage_perc{model_name=\"m\"} 0.25\n"), text);
    assertTrue(text.contains("vllm:prefix_cache_hits_total{model_name=\"m\"} 600\n"), text);
  }

  @Test
  void observationsFallIntoTheirBuckets() {
    metrics.onFirstToken(1_000_000); // exactly 1 ms, the first bound
    metrics.onFirstToken(6_000_000);
    metrics.onFirstToken(9_000_000_000_000L);
    String text = metrics.text("m", STATS);
    String name = "vllm:time_to_first_token_seconds";
    assertEquals("1", value(text, name + "_bucket{model_name=\"m\",le=\"0.001\"}"));
    assertEquals("1", value(text, name + "_bucket{model_name=\"m\",le=\"0.005\"}"));
    assertEquals("2", value(text, name + "_bucket{model_name=\"m\",le=\"0.01\"}"));
    assertEquals("2", value(text, name + "_bucket{model_name=\"m\",le=\"2560.0\"}"));
    assertEquals("3", value(text, name + "_bucket{model_name=\"m\",le=\"+Inf\"}"));
    assertEquals("3", value(text, name + "_count{model_name=\"m\"}"));
    assertEquals("9000.007", value(text, name + "_sum{model_name=\"m\"}"));
  }

  @Test
  void requestsAreCountedByTheirEnd() {
    for (FinishReason reason : FinishReason.values()) {
      metrics.onEnd(new RequestReport(1, reason, new Usage(10, 0, 20), 1, 2, 3, 0, 5));
    }
    String text = metrics.text("m", STATS);
    for (String reason : List.of("stop", "length", "abort", "error")) {
      assertEquals(
          "1",
          value(
              text,
              "vllm:request_success_total{model_name=\"m\",finished_reason=\"" + reason + "\"}"));
    }
    assertEquals("4", value(text, "vllm:request_prompt_tokens_count{model_name=\"m\"}"));
  }

  @Test
  void namesInLabelsAreEscaped() {
    assertTrue(
        metrics.text("a\"b\\c\nd", STATS).contains("{model_name=\"a\\\"b\\\\c\\nd\"}"), "escaped");
  }

  private static String value(String text, String sample) {
    return text.lines()
        .filter(line -> line.startsWith(sample + " "))
        .map(line -> line.substring(sample.length() + 1))
        .findFirst()
        .orElse("missing: " + sample);
  }
}
