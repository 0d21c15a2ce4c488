package seseragi.jinja.value;

/** A Python range: {@code length} integers from {@code start} in steps of {@code step}. */
public record RangeValue(long start, long stop, long step) implements Value {
  /** The sandbox's bound. */
  public static final long MAX_LENGTH = 100_000;

  public RangeValue {
    if (step == 0) {
      throw Fault.failed("range() arg 3 must not be zero");
    }
    if (length(start, stop, step) > MAX_LENGTH) {
      throw Fault.failed(
          "Range too big. The sandbox blocks ranges larger than " + MAX_LENGTH + ".");
    }
  }

  private static double length(long start, long stop, long step) {
    return Math.max(0, Math.ceil(((double) stop - start) / step));
  }

  public int length() {
    return (int) length(start, stop, step);
  }

  public Int at(int index) {
    return new Int(start + index * step);
  }

  @Override
  public String typeName() {
    return "range";
  }
}
