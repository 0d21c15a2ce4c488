package seseragi.server.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import seseragi.server.TestModels;
import seseragi.server.serving.Serving.State;

class ServingTest {
  private final Serving serving = new Serving();

  @Test
  void itIsLoadingUntilItIsReadyAndNeverAgain() {
    serving.loading(2, "half");
    assertEquals(new State.Loading(1, "half"), serving.state());
    assertThrows(NotServingException.class, serving::model);
    serving.ready(TestModels.served());
    serving.loading(0.1, "late");
    assertInstanceOf(State.Ready.class, serving.state());
    assertTrue(serving.drain(Duration.ZERO));
    serving.ready(TestModels.served());
    assertInstanceOf(State.Draining.class, serving.state());
    assertThrows(NotServingException.class, () -> serving.begin(() -> {}));
  }

  @Test
  void drainingStopsWhatIsNotFinishedInTime() {
    serving.ready(TestModels.served());
    AtomicReference<Serving.Work> work = new AtomicReference<>();
    work.set(serving.begin(() -> work.get().close()));
    serving.begin(() -> {}).close();
    assertEquals(1, serving.active());
    assertFalse(serving.drain(Duration.ZERO));
    assertEquals(0, serving.active());
  }
}
