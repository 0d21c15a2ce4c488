package seseragi.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import seseragi.jinja.value.BigInt;
import seseragi.jinja.value.Bool;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.Int;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.None;
import seseragi.jinja.value.Real;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.Value;

/**
 * Copies the caller's data into values, so that nothing of the caller's can be reached or changed.
 */
final class Variables {
  private final Budget budget;

  private Variables(Budget budget) {
    this.budget = budget;
  }

  /**
   * The variables as values.
   *
   * @throws IllegalArgumentException for an object that is not data
   */
  static Map<String, Value> convert(Map<String, ?> variables, Budget budget) {
    Variables converter = new Variables(budget);
    Map<String, Value> values = new HashMap<>();
    variables.forEach((name, object) -> values.put(name, converter.value(object, name)));
    return values;
  }

  private Value value(Object object, String name) {
    return switch (object) {
      case null -> None.NONE;
      case String s -> Str.input(s);
      case TrustedText t -> Str.template(t.text());
      case Boolean b -> Bool.of(b);
      case Integer i -> new Int(i);
      case Long l -> new Int(l);
      case Short s -> new Int(s);
      case Byte b -> new Int(b);
      case BigInteger i -> BigInt.of(i);
      case Double d -> new Real(d);
      case Float f -> new Real(f);
      case BigDecimal d -> new Real(d.doubleValue());
      case Map<?, ?> m -> dict(m, name);
      case Collection<?> c -> list(c, name);
      default ->
          throw new IllegalArgumentException(
              "the variable '"
                  + name
                  + "' holds a "
                  + object.getClass().getName()
                  + ": give null, a String, a TrustedText, a Boolean, a Number, a List or a Map");
    };
  }

  private Value dict(Map<?, ?> map, String name) {
    budget.enter();
    Map<Value, Value> entries = new LinkedHashMap<>();
    map.forEach((key, object) -> entries.put(value(key, name), value(object, name)));
    budget.leave();
    return new DictValue(entries);
  }

  private Value list(Collection<?> collection, String name) {
    budget.enter();
    List<Value> items = new ArrayList<>(collection.size());
    for (Object object : collection) {
      items.add(value(object, name));
    }
    budget.leave();
    return new ListValue(items, false);
  }
}
