package seseragi.server;

import java.util.List;
import seseragi.server.http.HttpOptions;
import seseragi.server.openai.RequestLimits;

/**
 * How the server is set up.
 *
 * @param http address, access, sizes, patience
 * @param requests what one request may ask for
 * @param modelNames names under which the model is served; the first one is shown in answers; empty
 *     for the model's own name
 */
public record ServerOptions(HttpOptions http, RequestLimits requests, List<String> modelNames) {

  /** {@code 127.0.0.1:8000}, no key, the limits of the API page. */
  public static final ServerOptions DEFAULTS =
      new ServerOptions(HttpOptions.DEFAULTS, RequestLimits.DEFAULTS, List.of());

  public ServerOptions {
    modelNames = List.copyOf(modelNames);
    for (String name : modelNames) {
      if (!name.matches("\\P{Cntrl}{1,200}")) {
        throw new IllegalArgumentException(
            "model name '%s': expected 1 to 200 visible characters".formatted(name));
      }
    }
  }
}
