package seseragi.jinja.value;

import java.util.List;

/**
 * A Python tuple.
 *
 * @param group whether it is a pair of {@code groupby}, whose parts also have the names grouper and
 *     list
 */
public record TupleValue(List<Value> items, boolean group) implements Value {

  public TupleValue(List<Value> items) {
    this(items, false);
  }

  public static TupleValue of(Value... items) {
    return new TupleValue(List.of(items));
  }

  @Override
  public String typeName() {
    return "tuple";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Value v && Equality.equal(this, v);
  }

  @Override
  public int hashCode() {
    return Equality.hash(this);
  }
}
