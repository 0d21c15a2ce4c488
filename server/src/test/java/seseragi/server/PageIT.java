package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import seseragi.server.http.HttpOptions.Access;

/** The page at {@code /}, and what only it asks for. */
class PageIT {
  private static final String BROWSER =
      "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
  private static final Pattern FILE = Pattern.compile("/page/[\\w-]+\\.(?:js|css|svg)");

  private final ServerFixture fixture = new ServerFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  private String page() {
    return fixture.get("/", BROWSER).body();
  }

  @Test
  void browsersGetThePageAndProgramsAFewLines() {
    RawHttp.Answer page = fixture.get("/", BROWSER);
    assertEquals(200, page.status());
    assertEquals("text/html; charset=utf-8", page.headers().get("content-type"));
    assertTrue(page.body().startsWith("<!doctype html>"), page.body());
    RawHttp.Answer text = fixture.get("/", "Accept: */*");
    assertEquals("text/plain; charset=utf-8", text.headers().get("content-type"));
    assertTrue(page.headers().get("vary").contains("Accept"));
    assertTrue(text.headers().get("vary").contains("Accept"));
  }

  @Test
  void thePolicyLetsNothingInFromElsewhereAndNoScriptWithin() {
    RawHttp.Answer page = fixture.get("/", BROWSER);
    String policy = page.headers().get("content-security-policy");
    List<String> rules = List.of(policy.split("; *"));
    assertTrue(rules.contains("default-src 'none'"), policy);
    assertTrue(rules.contains("script-src 'self'"), policy);
    assertTrue(rules.contains("connect-src 'self'"), policy);
    assertTrue(rules.contains("frame-ancestors 'none'"), policy);
    assertTrue(rules.contains("require-trusted-types-for 'script'"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    assertFalse(policy.contains("*"), policy);
    assertEquals("nosniff", page.headers().get("x-content-type-options"));
    assertEquals("no-referrer", page.headers().get("referrer-policy"));
  }

  @Test
  void everyFileThatThePageNamesIsThereAndMayBeKeptForEver() {
    Matcher names = FILE.matcher(page());
    int scripts = 0;
    while (names.find()) {
      RawHttp.Answer file = fixture.get(names.group());
      assertEquals(200, file.status(), names.group());
      if (names.group().endsWith(".js")) {
        scripts++;
        assertEquals("text/javascript; charset=utf-8", file.headers().get("content-type"));
        assertEquals("max-age=31536000, immutable", file.headers().get("cache-control"));
      }
    }
    assertTrue(scripts > 0);
  }

  @Test
  void thePageNamesNoOtherHost() {
    assertFalse(page().contains("//"), page());
  }

  @Test
  void whoTakesGzipGetsLess() {
    String script = script();
    int plain = length(fixture.get(script));
    RawHttp.Answer packed = fixture.get(script, "Accept-Encoding: gzip, br");
    assertEquals("gzip", packed.headers().get("content-encoding"));
    assertTrue(length(packed) < plain / 2, length(packed) + " of " + plain);
  }

  @Test
  void whoHasAFileAlreadyIsToldSo() {
    String tag = fixture.get("/", BROWSER).headers().get("etag");
    RawHttp.Answer again = fixture.get("/", BROWSER, "If-None-Match: " + tag);
    assertEquals(304, again.status());
    assertEquals("", again.body());
    assertEquals("no-cache", again.headers().get("cache-control"));
  }

  @Test
  void whatIsNotAFileOfThePageIsNotFound() {
    for (String path :
        List.of(
            "/page/",
            "/page/no.js",
            "/page/index.html",
            "/page/files.txt",
            "/page/PageFiles.class",
            "/page/../page/PageFiles.class",
            "/page/%2e%2e/cli/Main.class")) {
      assertEquals(404, fixture.get(path).status(), path);
    }
  }

  @Test
  void thePageNeedsNoKeyButWhatItAsksForDoes() {
    Access withKey = new Access(List.of(), List.of(), List.of("secret"));
    try (ServerFixture locked = new ServerFixture(withKey)) {
      assertEquals(200, locked.get("/", BROWSER).status());
      assertEquals(401, locked.get("/page/info").status());
      assertEquals(401, locked.get("/page/engine").status());
      assertEquals(200, locked.get("/page/info", "Authorization: Bearer secret").status());
    }
  }

  @Test
  void thePageLearnsTheModelAndTheLimitsOfWhatMayBeSet() {
    String info = fixture.get("/page/info").body();
    assertEquals("scripted", Json.at(info, "/model/name"));
    assertEquals("4096", Json.at(info, "/model/context_length"));
    assertEquals("temperature", Json.at(info, "/parameters/0/name"));
    assertEquals(2, Json.read(info).at("/parameters/0/max").asDouble());
  }

  @Test
  void theServerTakesTheLimitsThatItTellsAndRefusesWhatIsBeyond() {
    Json.read(fixture.get("/page/info").body())
        .at("/parameters")
        .forEach(
            parameter -> {
              String name = parameter.at("/name").stringValue();
              boolean whole = parameter.at("/integer").booleanValue();
              double least = parameter.at("/min").asDouble();
              double step = whole ? 1 : 0.01;
              boolean above = parameter.at("/exclusive_min").booleanValue(false);
              assertEquals(200, asked(name, above ? least + step : least, whole), name);
              if (!name.equals("top_k") && !name.equals("seed")) { // -1 has a meaning there
                assertEquals(400, asked(name, above ? least : least - step, whole), name);
              }
              if (parameter.has("max") && !name.equals("max_tokens")) { // which is cut, not refused
                double most = parameter.at("/max").asDouble();
                assertEquals(200, asked(name, most, whole), name);
                assertEquals(400, asked(name, most + step, whole), name);
              }
            });
  }

  private int asked(String name, double value, boolean whole) {
    String text = whole ? Long.toString((long) value) : Double.toString(value);
    return fixture.chatting("\"%s\":%s".formatted(name, text)).status();
  }

  @Test
  void theEngineIsShownWhileSomebodyWatches() throws InterruptedException {
    CountDownLatch seen = new CountDownLatch(1);
    fixture.engine.script(
        run -> {
          run.start(0);
          run.await(seen);
          run.answer();
        });
    try (RawHttp asker = new RawHttp(fixture.port);
        EventReader frames = EventReader.get(fixture.port, "/page/engine")) {
      asker.send(RawHttp.request("POST", "/v1/chat/completions", ServerFixture.chat("")));
      fixture.engine.awaitLive(1);
      String frame = frames.next();
      while (!Json.at(frame, "/running").equals("1")) {
        frame = frames.next();
      }
      assertEquals("100000", Json.at(frame, "/blocks/total"));
      seen.countDown();
      assertEquals(200, asker.answer().status());
    }
  }

  @Test
  void aServerThatStopsEndsTheFeed() {
    try (EventReader frames = EventReader.get(fixture.port, "/page/engine")) {
      frames.next();
      fixture.server.close();
      frames.rest();
    }
  }

  private String script() {
    Matcher names = FILE.matcher(page());
    while (names.find()) {
      if (names.group().endsWith(".js")) {
        return names.group();
      }
    }
    throw new AssertionError("no script");
  }

  private static int length(RawHttp.Answer answer) {
    return Integer.parseInt(answer.headers().get("content-length"));
  }
}
