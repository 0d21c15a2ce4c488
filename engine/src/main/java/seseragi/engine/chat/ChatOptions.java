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
 * @param extensions whether templates may do what llama.cpp allows beyond Jinja2's sandbox: {@code
 *     append} and {@code pop} on lists that they made, and the filter {@code from_json}
 */
public record ChatOptions(InstantSource clock, ZoneId zone, int mostTokens, boolean extensions) {
  public ChatOptions {
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(zone, "zone");
    if (mostTokens < 1) {
      throw new IllegalArgumentException("mostTokens is " + mostTokens + ", expected 1 or more");
    }
  }

  /** The system's clock and zone, no extensions. */
  public static ChatOptions of(int mostTokens) {
    return new ChatOptions(InstantSource.system(), ZoneId.systemDefault(), mostTokens, false);
  }

  /** The same, with or without the extensions. */
  public ChatOptions withExtensions(boolean allowed) {
    return new ChatOptions(clock, zone, mostTokens, allowed);
  }
}
