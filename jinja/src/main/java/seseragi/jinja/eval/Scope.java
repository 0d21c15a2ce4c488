package seseragi.jinja.eval;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import seseragi.jinja.value.Value;

/** The variables that one body sets; others are looked up in the scope around it. */
final class Scope {
  private static final int MANY = 16;

  private final Scope outer; // null for the outermost
  private String[] names = new String[4];
  private Value[] values = new Value[4];
  private int count;
  private Map<String, Value> many; // instead of the arrays, once there are MANY

  Scope(Scope outer) {
    this.outer = outer;
  }

  /** The outermost scope, with the variables of a render. */
  static Scope of(Map<String, Value> variables) {
    Scope scope = new Scope(null);
    scope.many = new HashMap<>(variables);
    return scope;
  }

  /** The variable of this or the nearest scope around it, or null. */
  Value find(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Value value = scope.own(name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private Value own(String name) {
    if (many != null) {
      return many.get(name);
    }
    for (int i = 0; i < count; i++) {
      if (names[i].equals(name)) {
        return values[i];
      }
    }
    return null;
  }

  void set(String name, Value value) {
    if (many != null) {
      many.put(name, value);
      return;
    }
    for (int i = 0; i < count; i++) {
      if (names[i].equals(name)) {
        values[i] = value;
        return;
      }
    }
    add(name, value);
  }

  private void add(String name, Value value) {
    if (count == MANY) {
      many = new HashMap<>();
      for (int i = 0; i < count; i++) {
        many.put(names[i], values[i]);
      }
      many.put(name, value);
      return;
    }
    if (count == names.length) {
      names = Arrays.copyOf(names, count * 2);
      values = Arrays.copyOf(values, count * 2);
    }
    names[count] = name;
    values[count++] = value;
  }
}
