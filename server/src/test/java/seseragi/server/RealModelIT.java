package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import seseragi.engine.Engine;
import seseragi.engine.EngineOptions;
import seseragi.engine.EngineStats;

/** The whole of it: the built-in model, its template, its tokenizer, the engine, over sockets. */
class RealModelIT {
  private static final String MODEL = "/seseragi/builtin/seseragi-guide-q8_0.gguf";
  private static final int STREAMS = 64;
  private static final List<String> QUESTIONS =
      List.of("What is Seseragi?", "How do I load a model?", "バッチとは？", "Hello!");

  private static Engine engine;
  private static SeseragiServer server;
  private static int port;

  @BeforeAll
  static void start() throws URISyntaxException {
    engine =
        Engine.open(Path.of(RealModelIT.class.getResource(MODEL).toURI()), EngineOptions.DEFAULTS);
    server = SeseragiServer.start(TestServers.options());
    port = server.address().getPort();
    server.serve(engine);
  }

  @AfterAll
  static void stop() {
    server.close();
    engine.close();
  }

  @Test
  void aStreamGivesTheTextOfTheUnaryAnswer() {
    for (String question : QUESTIONS) {
      RawHttp.Answer unary =
          RawHttp.ask(port, "POST", "/v1/chat/completions", body(question, false));
      assertEquals(200, unary.status(), unary.body());
      String text = Json.at(unary.body(), "/choices/0/message/content");
      assertTrue(!text.isEmpty(), unary.body());
      assertEquals(text, streamed(question));
    }
  }

  @Test
  void aStopTextEndsAnAnswerAndIsNotPartOfIt() {
    String whole = streamed(QUESTIONS.getFirst());
    String stop = whole.substring(5, 8);
    String body =
        body(QUESTIONS.getFirst(), false).replace("{\"m", "{\"stop\":\"" + stop + "\",\"m");
    RawHttp.Answer answer = RawHttp.ask(port, "POST", "/v1/chat/completions", body);
    assertEquals(
        whole.substring(0, whole.indexOf(stop)),
        Json.at(answer.body(), "/choices/0/message/content"));
    assertEquals("stop", Json.at(answer.body(), "/choices/0/finish_reason"));
  }

  @Test
  void thoseWhoLeaveDisturbNobodyAndLeaveNothing() throws Exception {
    List<String> alone = new ArrayList<>();
    for (String question : QUESTIONS) {
      alone.add(streamed(question));
    }
    long seed = System.nanoTime();
    System.out.println("seed of the streams: " + seed);
    try (ExecutorService clients = Executors.newFixedThreadPool(STREAMS)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        Random random = new Random(seed + i);
        int question = random.nextInt(QUESTIONS.size());
        boolean stays = i % 2 == 0;
        all.add(
            clients.submit(
                () -> {
                  if (stays) {
                    assertEquals(alone.get(question), streamed(QUESTIONS.get(question)));
                  } else {
                    leaves(QUESTIONS.get(question), random);
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    EngineStats stats = idle();
    assertEquals(0, stats.usedBlocks());
    assertEquals(stats.totalBlocks(), stats.freeBlocks() + stats.cachedBlocks());
    assertEquals(0, stats.leakedBlocks());
  }

  private static EngineStats idle() {
    EngineStats stats = engine.stats();
    for (int i = 0; i < 3000 && (stats.running() > 0 || stats.waiting() > 0); i++) {
      LockSupport.parkNanos(10_000_000);
      stats = engine.stats();
    }
    assertEquals(0, stats.running() + stats.waiting());
    return stats;
  }

  private static void leaves(String question, Random random) {
    try (RawHttp http = new RawHttp(port)) {
      http.send(
          RawHttp.request("POST", "/v1/chat/completions", body(question, random.nextBoolean())));
      LockSupport.parkNanos(random.nextInt(300_000_000));
      if (random.nextBoolean()) {
        http.reset();
      }
    }
  }

  private static String streamed(String question) {
    StringBuilder text = new StringBuilder();
    try (EventReader events =
        EventReader.open(port, "/v1/chat/completions", body(question, true))) {
      List<String> blocks = events.rest();
      assertEquals("[DONE]", blocks.getLast());
      for (String block : blocks.subList(0, blocks.size() - 1)) {
        text.append(Json.read(block).at("/choices/0/delta/content").stringValue(""));
      }
    }
    return text.toString();
  }

  private static String body(String question, boolean stream) {
    return "{\"messages\":[{\"role\":\"user\",\"content\":\""
        + question
        + "\"}],\"temperature\":0,\"max_tokens\":24,\"stream\":"
        + stream
        + "}";
  }
}
