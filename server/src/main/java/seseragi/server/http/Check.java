package seseragi.server.http;

/** Refuses options that cannot be. */
final class Check {
  private Check() {}

  static void that(String option, Object value, boolean valid, String expected) {
    if (!valid) {
      throw new IllegalArgumentException(
          "%s is '%s'; expected %s".formatted(option, value, expected));
    }
  }
}
