package seseragi.jinja.builtin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import seseragi.jinja.python.Types;
import seseragi.jinja.value.BigInt;
import seseragi.jinja.value.Bool;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.Equality;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Handle;
import seseragi.jinja.value.Int;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.Namespace;
import seseragi.jinja.value.NativeFunction;
import seseragi.jinja.value.None;
import seseragi.jinja.value.RangeValue;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TupleValue;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/**
 * What {@code a.b} and {@code a[b]} yield: a method first and then a key, or a key first and then a
 * method.
 */
public final class Access {
  private Access() {}

  /** {@code object.name}. */
  public static Value attribute(Value object, Str name, Session session) {
    Value own = ownAttribute(object, name.text(), session);
    if (own != null) {
      return own;
    }
    if (object instanceof DictValue dict) {
      Value value = dict.entries().get(name);
      if (value != null) {
        return value;
      }
    }
    return missingAttribute(object, name.text());
  }

  /** An attribute that is not a key; undefined when there is none. */
  static Value onlyAttribute(Value object, String name, Session session) {
    Value own = ownAttribute(object, name, session);
    return own != null ? own : missingAttribute(object, name);
  }

  /** Null when there is none. */
  private static Value ownAttribute(Value object, String name, Session session) {
    return switch (object) {
      case Undefined u -> throw u.used();
      case Handle h -> h.attribute(name);
      case Namespace n -> n.attributes().get(name);
      case TupleValue t when t.group() && (name.equals("grouper") || name.equals("list")) ->
          t.items().get(name.equals("grouper") ? 0 : 1);
      case RangeValue r when name.equals("start") || name.equals("stop") || name.equals("step") ->
          new Int(name.equals("start") ? r.start() : name.equals("stop") ? r.stop() : r.step());
      default -> {
        Optional<Method> method = Method.of(object, name);
        yield method.isPresent() ? bound(object, method.get(), session) : null;
      }
    };
  }

  private static Value bound(Value object, Method method, Session session) {
    boolean allowed =
        !method.isMutating()
            || (session.listMutation()
                && (method == Method.LIST_APPEND || method == Method.LIST_POP)
                && object instanceof ListValue list
                && list.own());
    return allowed
        ? new NativeFunction(
            "builtin_function_or_method",
            () -> "<built-in method " + method.label() + " of " + object.typeName() + " object>",
            arguments -> method.call(object, arguments, session))
        : new Undefined(
            "access to attribute '%s' of '%s' object is unsafe."
                .formatted(method.label(), object.typeName()));
  }

  private static Undefined missingAttribute(Value object, String name) {
    return Undefined.attribute(describe(object), name);
  }

  private static String describe(Value object) {
    return object instanceof None ? "None" : object.typeName() + " object";
  }

  /** {@code object[key]}. */
  public static Value item(Value object, Value key, Session session) {
    Value item =
        switch (object) {
          case DictValue d -> entry(d.entries(), key, session);
          case ListValue l -> element(l.items(), key);
          case TupleValue t -> element(t.items(), key);
          case Str s -> character(s, key, session);
          case RangeValue r -> {
            int index = index(key, r.length());
            yield index < 0 ? null : r.at(index);
          }
          case Undefined u -> throw u.used();
          default -> null;
        };
    if (item != null) {
      return item;
    }
    if (key instanceof Str name) {
      return onlyAttribute(object, name.text(), session);
    }
    return missingItem(object, key);
  }

  private static Undefined missingItem(Value object, Value key) {
    String shown = key instanceof Int i ? Long.toString(i.value()) : key.typeName();
    return new Undefined(describe(object) + " has no element " + shown);
  }

  private static Value entry(Map<Value, Value> entries, Value key, Session session) {
    if (key instanceof Str) {
      return entries.get(key);
    }
    return isHashable(key, session) ? entries.get(key) : null;
  }

  private static boolean isHashable(Value key, Session session) {
    try {
      Equality.checkKey(key, session.budget());
      return true;
    } catch (Fault fault) {
      if (fault.kind() != Fault.Kind.FAILED) {
        throw fault;
      }
      return false;
    }
  }

  private static Value element(List<Value> items, Value key) {
    int index = index(key, items.size());
    return index < 0 ? null : items.get(index);
  }

  private static Value character(Str text, Value key, Session session) {
    int index = index(key, text.length());
    if (index < 0) {
      return null;
    }
    session.budget().scan(text.text().length());
    return text.character(text.offset(index));
  }

  /** The index from the front, or -1 when the key is none or out of range. */
  private static int index(Value key, int length) {
    if (!(key instanceof Int || key instanceof Bool || key instanceof BigInt)) {
      return -1;
    }
    long index = Types.index(key);
    long fromFront = index < 0 ? index + length : index;
    return fromFront >= 0 && fromFront < length ? (int) fromFront : -1;
  }

  /**
   * What a filter's parameter {@code attribute} names: {@code "a.b"}, {@code 0}, or None for the
   * item itself.
   */
  static Value path(Value item, Value attribute, Value fallback, Session session) {
    if (attribute instanceof None) {
      return item;
    }
    if (!(attribute instanceof Str name)) {
      return orElse(item(item, attribute, session), fallback);
    }
    Value value = item;
    int next = 0;
    while (next <= name.text().length()) {
      session.budget().steps(1);
      int dot = name.text().indexOf('.', next);
      int end = dot < 0 ? name.text().length() : dot;
      value = orElse(item(value, pathKey(name.part(next, end)), session), fallback);
      next = end + 1;
    }
    return value;
  }

  private static Value pathKey(Str part) {
    String text = part.text();
    boolean digits = !text.isEmpty() && text.length() < 10;
    for (int i = 0; digits && i < text.length(); i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return digits ? new Int(Long.parseLong(text)) : part;
  }

  private static Value orElse(Value value, Value fallback) {
    return value instanceof Undefined && !(fallback instanceof None) ? fallback : value;
  }
}
