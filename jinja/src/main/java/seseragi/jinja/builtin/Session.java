package seseragi.jinja.builtin;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import seseragi.jinja.value.Budget;

/**
 * What one render has besides its variables. One thread.
 *
 * @param clock, zone, locale what {@code strftime_now} answers with
 * @param random what the filter {@code random} picks with
 * @param listMutation whether {@code append} and {@code pop} work on lists that the template made
 * @param fromJson whether the filter {@code from_json} exists
 */
public record Session(
    Budget budget,
    InstantSource clock,
    Optional<ZoneId> zone,
    Locale locale,
    RandomGenerator random,
    boolean listMutation,
    boolean fromJson) {}
