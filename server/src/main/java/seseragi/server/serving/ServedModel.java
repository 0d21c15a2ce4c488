package seseragi.server.serving;

import java.time.Instant;
import java.util.List;
import seseragi.engine.Engine;

/**
 * A model that can answer.
 *
 * @param engine generates
 * @param chat turns messages into prompts
 * @param names under which it is served, the one to show first
 * @param since when it was ready
 */
public record ServedModel(Engine engine, ChatPrompts chat, List<String> names, Instant since) {
  public ServedModel {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a model needs a name");
    }
  }

  /** The name in answers. */
  public String name() {
    return names.getFirst();
  }

  /** True if a request for {@code model} is for this one. */
  public boolean answersTo(String model) {
    return names.contains(model);
  }
}
