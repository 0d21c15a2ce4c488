package seseragi.server.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** What every exchange on one event loop shares. */
record Surroundings(
    Vertx vertx,
    HttpOptions options,
    AccessLog log,
    ConnectionGuard guard,
    Function<Throwable, Fault> faults) {
  private static final System.Logger LOG = System.getLogger(Surroundings.class.getName());

  /** What the client is told; what it is not told, is logged under the id that it is told. */
  Fault fault(Throwable e, String id) {
    Fault fault = faults.apply(e);
    if (fault.status() == 500) {
      LOG.log(Level.ERROR, "request " + id + " failed", e);
    }
    return fault;
  }

  void answered(HttpServerRequest request) {
    guard.answered(request.connection());
  }

  /** Runs a task on the thread of {@code context}, unless the server is closed already. */
  void hop(Context context, Runnable task) {
    try {
      context.runOnContext(go -> task.run());
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the connection's thread has ended: nobody is there to be answered");
    }
  }

  /** True on the thread of {@code context}, inside one of its tasks. */
  boolean isCurrent(Context context) {
    return context.equals(Vertx.currentContext());
  }
}
