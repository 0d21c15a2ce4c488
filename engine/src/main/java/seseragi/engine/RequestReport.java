package seseragi.engine;

/**
 * One request, looked back upon. Times are nanoseconds; 0 where a phase was never reached.
 *
 * @param id of the {@link Generation}
 * @param reason of its first choice, or why it failed
 * @param usage tokens
 * @param queueNanos from submission to the first step that computed it
 * @param prefillNanos from there to its first token
 * @param decodeNanos from there to the end
 * @param preemptions how often it had to give its blocks back
 * @param maxTokens what was asked for
 */
public record RequestReport(
    long id,
    FinishReason reason,
    Usage usage,
    long queueNanos,
    long prefillNanos,
    long decodeNanos,
    int preemptions,
    int maxTokens) {
  /** From submission to the end. */
  public long totalNanos() {
    return queueNanos + prefillNanos + decodeNanos;
  }
}
