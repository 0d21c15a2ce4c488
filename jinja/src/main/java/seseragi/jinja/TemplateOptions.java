package seseragi.jinja;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * What a template is given from outside, besides its variables.
 *
 * @param clock what {@code strftime_now} answers with
 * @param zone whose local time that is; the system's when empty
 * @param locale in which language it names days and months
 * @param random what the filter {@code random} picks with; safe for the threads that render
 * @param limits what a template may use
 * @param listMutation extension beyond Jinja2's sandbox, for templates written for llama.cpp:
 *     {@code append} and {@code pop} on lists that the template itself made
 * @param fromJson extension, for the same: the filter {@code from_json}
 */
public record TemplateOptions(
    InstantSource clock,
    Optional<ZoneId> zone,
    Locale locale,
    RandomGenerator random,
    Limits limits,
    boolean listMutation,
    boolean fromJson) {

  public TemplateOptions {
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(zone, "zone");
    Objects.requireNonNull(locale, "locale");
    Objects.requireNonNull(random, "random");
    Objects.requireNonNull(limits, "limits");
  }

  /** The system's clock and zone, English names, default limits, no extension. */
  public static TemplateOptions defaults() {
    return new TemplateOptions(
        InstantSource.system(),
        Optional.empty(),
        Locale.ENGLISH,
        new Random(),
        Limits.defaults(),
        false,
        false);
  }

  public TemplateOptions withClock(InstantSource newClock, ZoneId newZone) {
    return new TemplateOptions(
        newClock, Optional.of(newZone), locale, random, limits, listMutation, fromJson);
  }

  public TemplateOptions withLocale(Locale newLocale) {
    return new TemplateOptions(clock, zone, newLocale, random, limits, listMutation, fromJson);
  }

  public TemplateOptions withRandom(RandomGenerator newRandom) {
    return new TemplateOptions(clock, zone, locale, newRandom, limits, listMutation, fromJson);
  }

  public TemplateOptions withLimits(Limits newLimits) {
    return new TemplateOptions(clock, zone, locale, random, newLimits, listMutation, fromJson);
  }

  public TemplateOptions withListMutation(boolean allowed) {
    return new TemplateOptions(clock, zone, locale, random, limits, allowed, fromJson);
  }

  public TemplateOptions withFromJson(boolean allowed) {
    return new TemplateOptions(clock, zone, locale, random, limits, listMutation, allowed);
  }
}
