package seseragi.server.http;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Only web pages of this server or of configured origins; programs, which send no {@code Origin},
 * pass. WebSockets are included: browsers let any page open one.
 */
final class OriginRule {
  private static final String EXPOSED = "X-Request-Id, Retry-After, Retry-After-Ms";
  private static final String DEFAULT_HEADERS = "Authorization, Content-Type, X-Request-Id";
  private static final int MAX_REQUESTED_HEADERS = 2000;

  private final Set<String> origins = new TreeSet<>();
  private final boolean any;

  OriginRule(List<String> configured) {
    any = configured.contains("*");
    configured.forEach(origin -> origins.add(origin.toLowerCase(Locale.ROOT)));
  }

  Optional<Fault> refuse(MultiMap headers) {
    List<String> values = headers.getAll("Origin");
    if (values.isEmpty()) {
      return Optional.empty();
    }
    String origin = values.getFirst();
    if (values.size() == 1 && (isOwn(origin, headers) || isConfigured(origin))) {
      return Optional.empty();
    }
    return Optional.of(
        Fault.of(
            403,
            "origin_not_allowed",
            "web pages of '%s' may not call this server; start it with --allowed-origins %s"
                    .formatted(origin, origin)
                + " if they should"));
  }

  /**
   * Tells the browser of a configured page that it may read the answer. Nothing is said to others,
   * and credentials are never allowed: keys come as {@code Authorization}.
   */
  void allow(MultiMap request, MultiMap response) {
    String origin = request.get("Origin");
    if (origin != null && isConfigured(origin)) {
      response.set("Access-Control-Allow-Origin", origin);
      response.set("Access-Control-Expose-Headers", EXPOSED);
    }
    response.add("Vary", "Origin");
  }

  /** The further fields of an answer to a preflight request. */
  void allowMethods(MultiMap request, MultiMap response) {
    String wanted = request.get("Access-Control-Request-Headers");
    boolean harmless =
        wanted != null
            && wanted.length() <= MAX_REQUESTED_HEADERS
            && wanted.matches("[A-Za-z0-9_, -]*");
    response.set("Access-Control-Allow-Methods", "GET, POST");
    response.set("Access-Control-Allow-Headers", harmless ? wanted : DEFAULT_HEADERS);
    response.set("Access-Control-Max-Age", "600");
  }

  private boolean isConfigured(String origin) {
    return any || origins.contains(origin.toLowerCase(Locale.ROOT));
  }

  /** A page that this server gave, perhaps through a proxy that speaks TLS. */
  private static boolean isOwn(String origin, MultiMap headers) {
    String host = headers.get("Host");
    return host != null
        && (origin.equalsIgnoreCase("http://" + host)
            || origin.equalsIgnoreCase("https://" + host));
  }
}
