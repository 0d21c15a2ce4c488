package seseragi.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import seseragi.server.http.HttpOptions.LogFormat;

class AccessLogTest {
  private final List<String> lines = new ArrayList<>();

  @Test
  void aLineIsPairsOrAnObject() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("path", "/v1/models");
    fields.put("status", 200);
    fields.put("what", "two words");
    assertEquals("path=/v1/models status=200 what=\"two words\"", text(fields));
    assertEquals("{\"path\":\"/v1/models\",\"status\":200,\"what\":\"two words\"}", json(fields));
  }

  @Test
  void nothingFromOutsideBreaksTheLine() {
    Map<String, Object> fields = Map.of("path", "/a\r\nINFO \"forged\"\u001b[31m\u202e\\");
    for (String line : List.of(text(fields), json(fields))) {
      assertTrue(line.chars().allMatch(c -> c >= ' ' && c < 0x7f), line);
    }
    assertEquals(
        "path=\"/a\\u000d\\u000aINFO \\\"forged\\\"\\u001b[31m\\u202e\\\\\"", text(fields));
  }

  @Test
  void longValuesAreCut() {
    assertTrue(text(Map.of("path", "/" + "a".repeat(1_000_000))).length() < 220);
  }

  @Test
  void offIsSilent() {
    new AccessLog(LogFormat.OFF, lines::add).write(Map.of("a", 1));
    assertEquals(List.of(), lines);
  }

  private String text(Map<String, Object> fields) {
    new AccessLog(LogFormat.TEXT, lines::add).write(fields);
    return lines.getLast();
  }

  private String json(Map<String, Object> fields) {
    new AccessLog(LogFormat.JSON, lines::add).write(fields);
    return lines.getLast();
  }
}
