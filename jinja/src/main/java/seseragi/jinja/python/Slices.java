package seseragi.jinja.python;

import java.util.ArrayList;
import java.util.List;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.None;
import seseragi.jinja.value.RangeValue;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TextBuilder;
import seseragi.jinja.value.TupleValue;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/** Python's {@code value[start:stop:step]}; a bound that is absent is {@link None}. */
public final class Slices {
  private Slices() {}

  public static Value slice(Value value, Value start, Value stop, Value step, Budget budget) {
    return switch (value) {
      case Str s -> text(s, Bounds.of(start, stop, step, s.length()), budget);
      case ListValue l ->
          ListValue.made(items(l.items(), Bounds.of(start, stop, step, l.items().size()), budget));
      case TupleValue t ->
          new TupleValue(items(t.items(), Bounds.of(start, stop, step, t.items().size()), budget));
      case RangeValue r -> range(r, Bounds.of(start, stop, step, r.length()));
      case Undefined u -> throw u.used();
      default ->
          throw Fault.failed("'" + value.typeName() + "' object is not subscriptable by a slice");
    };
  }

  /**
   * The first index, the one to stop before, how many lie between, and the distance from one to the
   * next.
   */
  private record Bounds(long start, long stop, int count, long step) {

    static Bounds of(Value start, Value stop, Value step, int length) {
      long by = step instanceof None ? 1 : Types.index(step);
      if (by == 0) {
        throw Fault.failed("slice step cannot be zero");
      }
      long lowest = by > 0 ? 0 : -1;
      long highest = by > 0 ? length : length - 1L;
      long from =
          start instanceof None
              ? (by > 0 ? lowest : highest)
              : bound(start, length, lowest, highest);
      long to =
          stop instanceof None ? (by > 0 ? highest : lowest) : bound(stop, length, lowest, highest);
      long span = by > 0 ? to - from : from - to;
      long stride = by == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(by);
      return new Bounds(from, to, span <= 0 ? 0 : (int) ((span - 1) / stride + 1), by);
    }

    private static long bound(Value value, int length, long lowest, long highest) {
      long index = Types.index(value);
      return Math.clamp(index < 0 ? index + length : index, lowest, highest);
    }
  }

  private static Str text(Str text, Bounds bounds, Budget budget) {
    if (bounds.count == 0) {
      return text.part(0, 0);
    }
    budget.text(bounds.count);
    budget.scan(text.text().length());
    if (bounds.step == 1) {
      int from = (int) bounds.start;
      return text.part(text.offset(from), text.offset(from + bounds.count));
    }
    return stepped(text, bounds);
  }

  private static Str stepped(Str text, Bounds bounds) {
    int[] offsets = new int[text.length()];
    int offset = 0;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = offset;
      offset += Character.charCount(text.text().codePointAt(offset));
    }
    TextBuilder picked = new TextBuilder();
    long index = bounds.start;
    for (int i = 0; i < bounds.count; i++) {
      int at = offsets[(int) index];
      picked.append(text, at, at + Character.charCount(text.text().codePointAt(at)));
      index += bounds.step;
    }
    return picked.toStr(text.isMarkup());
  }

  private static List<Value> items(List<Value> items, Bounds bounds, Budget budget) {
    budget.elements(bounds.count);
    List<Value> picked = new ArrayList<>(bounds.count);
    long index = bounds.start;
    for (int i = 0; i < bounds.count; i++) {
      picked.add(items.get((int) index));
      index += bounds.step;
    }
    return picked;
  }

  private static RangeValue range(RangeValue range, Bounds bounds) {
    long step =
        range.step() * Math.clamp(bounds.step, -RangeValue.MAX_LENGTH, RangeValue.MAX_LENGTH);
    long start = range.start() + bounds.start * range.step();
    return new RangeValue(start, range.start() + bounds.stop * range.step(), step);
  }
}
