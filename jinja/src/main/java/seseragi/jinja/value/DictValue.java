package seseragi.jinja.value;

import java.util.Map;

/** A Python dict; keeps the order in which keys were first put. A template cannot change one. */
public record DictValue(Map<Value, Value> entries) implements Value {

  @Override
  public String typeName() {
    return "dict";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Value v && Equality.equal(this, v);
  }

  @Override
  public int hashCode() {
    throw Fault.failed("unhashable type: 'dict'");
  }
}
