package seseragi.server.http;

import java.util.ArrayList;
import java.util.List;

/** Whether a request is over, and who is to be told. Event loop only, but for {@link #gone}. */
final class Lifetime {
  private final List<Runnable> onGone = new ArrayList<>();
  private final List<Runnable> onEnd = new ArrayList<>();
  private boolean ended;
  private volatile boolean gone;

  /** Nobody waits for the answer any more. */
  boolean gone() {
    return gone;
  }

  /** All is over, well or not. */
  boolean ended() {
    return ended;
  }

  /** When nobody waits any more; at once if that is so already. */
  void onGone(Runnable action) {
    addOrRun(onGone, gone, action);
  }

  /** When all is over; at once if it is already. In the order of the calls. */
  void onEnd(Runnable action) {
    addOrRun(onEnd, ended, action);
  }

  private static void addOrRun(List<Runnable> actions, boolean now, Runnable action) {
    if (now) {
      action.run();
    } else {
      actions.add(action);
    }
  }

  void abandon() {
    gone = true;
    runAll(onGone);
  }

  void end() {
    if (!ended) {
      ended = true;
      runAll(onEnd);
    }
  }

  /** Goes on as something else, which has its own end. */
  void handOver() {
    ended = true;
    onEnd.clear();
  }

  private static void runAll(List<Runnable> actions) {
    List<Runnable> copy = List.copyOf(actions);
    actions.clear();
    copy.forEach(Runnable::run);
  }
}
