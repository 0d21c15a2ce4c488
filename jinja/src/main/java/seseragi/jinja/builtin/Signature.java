package seseragi.jinja.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import seseragi.jinja.value.Arguments;
import seseragi.jinja.value.Bool;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Int;
import seseragi.jinja.value.None;
import seseragi.jinja.value.Real;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.Value;

/**
 * The parameters of a built-in, written as in Python: {@code "width=4 first=False"}; a name that
 * begins with an underscore cannot be given by name; {@code "*"} takes any arguments as they are.
 */
final class Signature {
  private final List<String> names = new ArrayList<>();
  private final List<Value> defaults = new ArrayList<>(); // null: required
  private final boolean open;

  private Signature(boolean open) {
    this.open = open;
  }

  static Signature of(String written) {
    Signature signature = new Signature(written.equals("*"));
    int next = 0;
    while (!signature.open && next < written.length()) {
      int end = parameterEnd(written, next);
      signature.add(written.substring(next, end));
      next = end + 1;
    }
    return signature;
  }

  /** The next blank outside a quoted default, or the end. */
  private static int parameterEnd(String written, int from) {
    boolean quoted = false;
    for (int i = from; i < written.length(); i++) {
      quoted ^= written.charAt(i) == '\'';
      if (written.charAt(i) == ' ' && !quoted) {
        return i;
      }
    }
    return written.length();
  }

  private void add(String parameter) {
    int equals = parameter.indexOf('=');
    names.add(equals < 0 ? parameter : parameter.substring(0, equals));
    defaults.add(equals < 0 ? null : literal(parameter.substring(equals + 1)));
  }

  private static Value literal(String written) {
    return switch (written) {
      case "None" -> None.NONE;
      case "True" -> Bool.TRUE;
      case "False" -> Bool.FALSE;
      case "0.0" -> new Real(0);
      default ->
          written.charAt(0) == '\''
              ? Str.template(written.substring(1, written.length() - 1))
              : new Int(Long.parseLong(written));
    };
  }

  /** One value for each parameter. */
  Bound bind(String callee, Arguments arguments) {
    if (open) {
      return new Bound(new Value[0], arguments);
    }
    int given = arguments.positional().size();
    if (given > names.size()) {
      throw Fault.failed(
          callee + "() takes at most " + names.size() + " arguments (" + given + " given)");
    }
    Value[] values = new Value[names.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i < given ? arguments.positional().get(i) : defaults.get(i);
    }
    for (Map.Entry<String, Value> named : arguments.named().entrySet()) {
      int index = names.indexOf(named.getKey());
      if (index < 0 || named.getKey().startsWith("_")) {
        throw Fault.failed(
            callee + "() got an unexpected keyword argument '" + named.getKey() + "'");
      }
      if (index < given) {
        throw Fault.failed(callee + "() got multiple values for argument '" + named.getKey() + "'");
      }
      values[index] = named.getValue();
    }
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        throw Fault.failed(callee + "() missing required argument: '" + names.get(i) + "'");
      }
    }
    return new Bound(values, arguments);
  }
}
