package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import seseragi.engine.EngineStats;
import seseragi.engine.FinishReason;

/** Clients that leave, in every way and at every moment, leave nothing behind. */
class DisconnectIT {
  private static final int CLIENTS = 1000;
  private static final int AT_ONCE = 16;

  private enum Transport {
    SSE,
    UNARY,
    /** With a second request behind it, which waits. */
    PIPELINED,
    WEBSOCKET
  }

  private enum Leaving {
    /** An orderly end of both directions. */
    CLOSE,
    RESET,
    /** Says that it will send no more, and is taken to have left. */
    HALF_CLOSE,
    /** Reads nothing while answers come, then resets. */
    STALL
  }

  /** What a request is doing when its client leaves. */
  enum Phase {
    WAITING,
    PREFILL,
    DECODE
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void leavingStopsARequestInEveryPhase(Phase phase) throws Exception {
    try (ServerFixture fixture = new ServerFixture()) {
      AtomicInteger there = new AtomicInteger();
      fixture.engine.script(
          run -> {
            run.queued(1);
            if (phase != Phase.WAITING) {
              run.start(0);
            }
            if (phase == Phase.DECODE) {
              run.text(0, "word");
            }
            there.incrementAndGet();
            run.awaitCancel();
          });
      for (Transport transport : Transport.values()) {
        for (Leaving leaving : Leaving.values()) {
          int before = there.get();
          RawHttp client = ask(fixture.port, transport, 0);
          while (there.get() == before) {
            Thread.onSpinWait();
          }
          leave(client, leaving);
          fixture.engine.awaitIdle();
          client.close();
        }
      }
      assertEquals(0, fixture.engine.stats().usedBlocks());
    }
  }

  @Test
  void aReaderThatHasStoppedIsCutOffAndTheEngineGoesOn() throws Exception {
    try (ServerFixture fixture = new ServerFixture()) {
      fixture.engine.script(
          run -> {
            run.start(0);
            while (true) { // more than any buffer on the way holds
              run.text(0, "x".repeat(10_000));
            }
          });
      for (Transport transport : List.of(Transport.SSE, Transport.WEBSOCKET)) {
        RawHttp client = ask(fixture.port, transport, 4096);
        fixture.engine.awaitLive(1);
        fixture.engine.awaitIdle(); // too much waited
        client.close();
      }
    }
  }

  @Test
  void aThousandClientsLeaveNothingBehind() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed of the disconnects: " + seed);
    try (ServerFixture fixture = new ServerFixture()) {
      fixture.engine.script(DisconnectIT::slowly);
      round(fixture, seed, 50); // whatever is made once, is made now
      fixture.engine.awaitIdle();
      long threads = platformThreads();
      long descriptors = descriptors();
      round(fixture, seed + 1, CLIENTS);
      fixture.engine.awaitIdle();
      EngineStats stats = fixture.engine.stats();
      assertEquals(0, stats.running());
      assertEquals(0, stats.waiting());
      assertEquals(stats.totalBlocks(), stats.freeBlocks());
      fixture.engine.script(ScriptedEngine.Run::answer);
      assertEquals(200, fixture.chatting("").status());
      awaitAtMost(threads + 4, DisconnectIT::platformThreads, "threads");
      awaitAtMost(descriptors + 4, DisconnectIT::descriptors, "descriptors");
    }
  }

  /** A model that takes its time: waits, then says a word now and then. */
  private static void slowly(ScriptedEngine.Run run) throws InterruptedException {
    run.queued(1);
    pause();
    run.start(0);
    pause();
    for (int i = 0; i < 40; i++) {
      run.text(0, "word ");
      pause();
    }
    run.finish(0, FinishReason.LENGTH);
  }

  private static void pause() throws InterruptedException {
    LockSupport.parkNanos(200_000);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private static void round(ServerFixture fixture, long seed, int clients) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        Random random = new Random(seed + i);
        all.add(threads.submit(() -> visit(fixture.port, random)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private static void visit(int port, Random random) {
    Transport transport = Transport.values()[random.nextInt(Transport.values().length)];
    Leaving leaving = Leaving.values()[random.nextInt(4)];
    RawHttp client = ask(port, transport, leaving == Leaving.STALL ? 4096 : 0);
    LockSupport.parkNanos(random.nextInt(12_000_000)); // from before the first step to the end
    leave(client, leaving);
    LockSupport.parkNanos(random.nextInt(1_000_000));
    client.close();
  }

  private static RawHttp ask(int port, Transport transport, int receiveBuffer) {
    RawHttp http = new RawHttp(port, receiveBuffer);
    switch (transport) {
      case SSE ->
          http.send(
              RawHttp.request(
                  "POST", "/v1/chat/completions", ServerFixture.chat("\"stream\":true")));
      case PIPELINED -> {
        String request =
            RawHttp.request("POST", "/v1/chat/completions", ServerFixture.chat("\"stream\":true"));
        http.send(request + request);
      }
      case UNARY ->
          http.send(RawHttp.request("POST", "/v1/chat/completions", ServerFixture.chat("")));
      case WEBSOCKET -> new RawWebSocket(http).send("Hi");
    }
    return http;
  }

  private static void leave(RawHttp client, Leaving leaving) {
    try {
      switch (leaving) {
        case CLOSE -> client.close();
        case RESET, STALL -> client.reset();
        case HALF_CLOSE -> client.socket.shutdownOutput();
      }
    } catch (IOException e) {
      client.close(); // the server was faster
    }
  }

  private static long platformThreads() {
    return Thread.getAllStackTraces().size();
  }

  private static long descriptors() {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    } catch (IOException e) {
      return 0; // not Linux
    }
  }

  private static void awaitAtMost(long limit, Callable<Long> count, String what) throws Exception {
    long found = count.call();
    for (int i = 0; i < 1000 && found > limit; i++) {
      LockSupport.parkNanos(10_000_000);
      found = count.call();
    }
    assertTrue(found <= limit, found + " " + what + ", at most " + limit + " expected");
  }
}
