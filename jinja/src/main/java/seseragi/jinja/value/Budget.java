package seseragi.jinja.value;

/**
 * What one render may still spend. Every loop over data of the template or the input charges here
 * before it runs, so that the time and the memory of a render are bounded whatever the template
 * does. One thread.
 */
public final class Budget {
  /** Chars that cost as much as one step: scanning text is fast. */
  private static final int CHARS_PER_STEP = 64;

  private final long maxSteps;
  private final int maxDepth;
  private final long maxOutput;
  private final long maxAllocated;
  private long steps;
  private int depth;
  private long allocated;

  /**
   * @param maxSteps nodes evaluated and elements visited
   * @param maxDepth nested evaluations, which is what uses the thread's stack
   * @param maxOutput chars of one rendered text
   * @param maxAllocated bytes of all values made, about, including those already dropped
   */
  public Budget(long maxSteps, int maxDepth, long maxOutput, long maxAllocated) {
    this.maxSteps = maxSteps;
    this.maxDepth = maxDepth;
    this.maxOutput = maxOutput;
    this.maxAllocated = maxAllocated;
  }

  public void steps(long count) {
    steps += count;
    if (steps > maxSteps) {
      throw Fault.limit(Fault.Kind.STEP_LIMIT, "more than " + maxSteps + " steps");
    }
  }

  /** Charges for looking at this many chars. */
  public void scan(long chars) {
    steps(1 + chars / CHARS_PER_STEP);
  }

  /**
   * Charges for looking for a text in another: the JVM's search is slow on a long one that nearly
   * fits everywhere.
   */
  public void search(long chars, long wanted) {
    scan(chars * (1 + wanted / 8));
  }

  /** Charges for a text of this many chars, before it is made. */
  public void text(long chars) {
    allocate(40 + 2 * chars);
  }

  /** Charges for looking at so many chars and making a text of them. */
  public void copy(long chars) {
    text(chars);
    scan(chars);
  }

  /** Charges for a list or dict of this many elements, before it is made. */
  public void elements(long count) {
    steps(1 + count / 8);
    allocate(40 + 16 * count);
  }

  private void allocate(long bytes) {
    allocated += bytes;
    if (allocated > maxAllocated || bytes < 0) {
      throw Fault.limit(
          Fault.Kind.ALLOCATION_LIMIT, "more than " + maxAllocated + " bytes of values");
    }
  }

  /** Refuses a text that would be longer than the output may be. */
  public void output(long length) {
    if (length > maxOutput) {
      throw Fault.limit(
          Fault.Kind.OUTPUT_LIMIT, "more than " + maxOutput + " characters of output");
    }
  }

  /** One level deeper; {@link #leave} in any case where the fault does not end the render. */
  public void enter() {
    steps(1);
    if (++depth > maxDepth) {
      throw Fault.limit(Fault.Kind.DEPTH_LIMIT, "nested deeper than " + maxDepth + " levels");
    }
  }

  public void leave() {
    depth--;
  }
}
