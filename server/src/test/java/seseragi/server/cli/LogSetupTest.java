package seseragi.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class LogSetupTest {
  @Test
  void aLineOfTextHasTimeLevelLoggerAndNoControlCharacter() {
    String line = new LogSetup.TextLines().format(record("a.b", "one\ntwo\u001b[2J"));
    assertEquals("2026-11-21T10:00:00.000Z WARNING a.b one\\u000atwo\\u001b[2J", line);
  }

  @Test
  void anErrorKeepsItsTrace() {
    LogRecord record = record("a.b", "failed");
    record.setThrown(new IllegalStateException("why\nreally"));
    String line = new LogSetup.TextLines().format(record);
    assertTrue(line.contains("failed | java.lang.IllegalStateException: why\\u000areally"), line);
    assertTrue(line.contains("\n    at seseragi"), line);
  }

  @Test
  void aLineOfJsonIsAnObject() {
    JsonNode line = json(new LogSetup.JsonLines().format(record("a.b", "one\n\"two\"")));
    assertEquals("one\n\"two\"", line.get("message").asString());
    assertEquals("warning", line.get("level").asString());
    assertEquals("2026-11-21T10:00:00.000Z", line.get("time").asString());
  }

  @Test
  void theFieldsOfARequestJoinThoseOfTheLine() {
    JsonNode line =
        json(new LogSetup.JsonLines().format(record("seseragi.access", "{\"status\":200}")));
    assertEquals(200, line.get("status").asInt());
    assertEquals("seseragi.access", line.get("logger").asString());
    assertFalse(line.has("message"));
  }

  private static JsonNode json(String line) {
    assertFalse(line.contains("\n"), line);
    return JsonMapper.shared().readTree(line);
  }

  private static LogRecord record(String logger, String message) {
    LogRecord record = new LogRecord(Level.WARNING, message);
    record.setLoggerName(logger);
    record.setInstant(Instant.parse("2026-11-21T10:00:00Z"));
    return record;
  }
}
