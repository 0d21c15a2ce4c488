package seseragi.server.live;

import seseragi.server.http.Routes;
import seseragi.server.serving.Serving;

/**
 * {@code GET /ws}: a client sends a text and reads texts until one that is exactly {@code
 * <|ENDTEXT|>}. The next message is the next turn of the same conversation; one that comes while an
 * answer is running ends that answer first. See {@code docs/api.md}.
 */
public final class LiveApi {
  private final Serving serving;
  private final int maxUnsent;

  /**
   * @param maxUnsent bytes of an answer that may wait for a slow reader
   */
  public LiveApi(Serving serving, int maxUnsent) {
    this.serving = serving;
    this.maxUnsent = maxUnsent;
  }

  /** Adds the endpoint. */
  public void addTo(Routes routes) {
    routes.socket("/ws", socket -> new LiveSession(socket, serving, maxUnsent).begin());
  }
}
