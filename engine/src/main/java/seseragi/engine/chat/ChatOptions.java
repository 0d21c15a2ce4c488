package seseragi.engine.chat;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Objects;

/**
 * What a template is given from outside, and what it may use.
 *
 * @param clock the time that a template may write
 * @param zone whose local time that is
 * @param mostTokens longest prompt; more is refused, if possible before it is rendered
 */
public record ChatOptions(InstantSource clock, ZoneId zone, int mostTokens) {
  public ChatOptions {
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(zone, "zone");
    if (mostTokens < 1) {
      throw new IllegalArgumentException("mostTokens is " + mostTokens + ", expected 1 or more");
    }
  }

  /** The system's clock and zone. */
  public static ChatOptions of(int mostTokens) {
    return new ChatOptions(InstantSource.system(), ZoneId.systemDefault(), mostTokens);
  }
}
