package seseragi.server.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TokenMeterTest {
  @Test
  void theFirstTokenWaitsUntilAllSequencesAreSubmitted() throws InterruptedException {
    TokenMeter meter = new TokenMeter(new BenchTest(1, 0, 16, 0));
    CountDownLatch asked = new CountDownLatch(1);
    Thread engine =
        Thread.ofPlatform()
            .start(
                () -> {
                  asked.countDown();
                  meter.onFirstToken(1);
                });
    asked.await();
    assertFalse(engine.join(Duration.ofMillis(50)), "the engine went on");

    meter.submitted();
    assertTrue(engine.join(Duration.ofSeconds(30)), "the engine still waits");
    meter.awaitCounted();
    assertTrue(meter.seconds() > 0);
  }
}
