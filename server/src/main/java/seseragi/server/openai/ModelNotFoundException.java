package seseragi.server.openai;

import java.util.List;

/** A request for a model that is not served here. */
final class ModelNotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ModelNotFoundException(String wanted, List<String> served) {
    super(
        "the model '%s' is not served here; served: %s"
            .formatted(wanted, String.join(", ", served)));
  }
}
