package seseragi.jinja.value;

import java.util.List;

/**
 * A Python list. A list that the template made may grow where the caller allowed that; a list of
 * the input never changes.
 *
 * @param items shared, changed only by the mutating methods when {@code own}
 * @param own whether the template made it
 */
public record ListValue(List<Value> items, boolean own) implements Value {

  public static ListValue made(List<Value> items) {
    return new ListValue(items, true);
  }

  @Override
  public String typeName() {
    return "list";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Value v && Equality.equal(this, v);
  }

  @Override
  public int hashCode() {
    throw Fault.failed("unhashable type: 'list'");
  }
}
