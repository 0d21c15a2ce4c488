package seseragi.server;

import java.time.Instant;
import java.util.List;
import seseragi.server.serving.ServedModel;

/** Models for tests in other rooms. */
public final class TestModels {
  private TestModels() {}

  /** One that a script answers for. */
  public static ServedModel served() {
    return new ServedModel(
        new ScriptedEngine(), TestServers.CHAT, List.of("scripted"), Instant.EPOCH);
  }
}
