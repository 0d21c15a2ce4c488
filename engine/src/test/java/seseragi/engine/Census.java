package seseragi.engine;

/** How much of everything happened in one simulated day, or several: a calm day proves nothing. */
record Census(
    long accepted,
    long refused,
    long cancelled,
    long throwing,
    long tooSlow,
    long failedSteps,
    long notFinite,
    long preemptions,
    long prefixHitTokens,
    long sharedBlocks,
    long evictions) {
  static final Census NOTHING = new Census(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  Census plus(Census other) {
    return new Census(
        accepted + other.accepted,
        refused + other.refused,
        cancelled + other.cancelled,
        throwing + other.throwing,
        tooSlow + other.tooSlow,
        failedSteps + other.failedSteps,
        notFinite + other.notFinite,
        preemptions + other.preemptions,
        prefixHitTokens + other.prefixHitTokens,
        sharedBlocks + other.sharedBlocks,
        evictions + other.evictions);
  }

  /** The rarest of all that should happen. */
  long least() {
    long least = Math.min(Math.min(accepted, refused), Math.min(cancelled, throwing));
    least = Math.min(least, Math.min(Math.min(tooSlow, failedSteps), notFinite));
    least = Math.min(least, Math.min(preemptions, prefixHitTokens));
    return Math.min(least, Math.min(sharedBlocks, evictions));
  }
}
