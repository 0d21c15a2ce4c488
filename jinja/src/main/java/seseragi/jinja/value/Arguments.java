package seseragi.jinja.value;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The arguments of a call: those by position, those by name in the order written. */
public record Arguments(List<Value> positional, Map<String, Value> named) {
  public static final Arguments NONE = new Arguments(List.of(), Map.of());

  public static Arguments of(Value... positional) {
    return new Arguments(List.of(positional), Map.of());
  }

  /** Without the first {@code count} by position. */
  public Arguments after(int count) {
    return new Arguments(
        positional.subList(Math.min(count, positional.size()), positional.size()), named);
  }

  public Arguments with(String name, Value value) {
    Map<String, Value> more = new LinkedHashMap<>(named);
    more.put(name, value);
    return new Arguments(positional, more);
  }
}
