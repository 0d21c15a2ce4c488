package seseragi.jinja.builtin;

import java.util.ArrayList;
import java.util.List;
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
  private record Parsed(List<String> names, List<Value> defaults) {} // null: required

  private final String written;
  private Parsed parsed; // at first use; every thread parses the same

  private Signature(String written) {
    this.written = written;
  }

  static Signature of(String written) {
    return new Signature(written);
  }

  private Parsed parsed() {
    Parsed known = parsed;
    if (known == null) {
      known = parse(written);
      parsed = known;
    }
    return known;
  }

  private static Parsed parse(String written) {
    Parsed all = new Parsed(new ArrayList<>(), new ArrayList<>());
    for (int next = 0; next < written.length(); ) {
      int end = parameterEnd(written, next);
      String parameter = written.substring(next, end);
      int equals = parameter.indexOf('=');
      all.names.add(equals < 0 ? parameter : parameter.substring(0, equals));
      all.defaults.add(equals < 0 ? null : literal(parameter.substring(equals + 1)));
      next = end + 1;
    }
    return all;
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
    if (written.equals("*")) {
      return new Bound(new Value[0], arguments);
    }
    List<String> names = parsed().names();
    int given = arguments.positional().size();
    if (given > names.size()) {
      throw Fault.failed("%s() takes at most %s arguments (%s given)", callee, names.size(), given);
    }
    Value[] values = new Value[names.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i < given ? arguments.positional().get(i) : parsed().defaults().get(i);
    }
    arguments.named().forEach((name, value) -> bind(callee, name, value, values, given));
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        throw Fault.failed("%s() missing required argument: '%s'", callee, names.get(i));
      }
    }
    return new Bound(values, arguments);
  }

  private void bind(String callee, String name, Value value, Value[] values, int given) {
    int index = parsed().names().indexOf(name);
    if (index < given || name.startsWith("_")) {
      throw Fault.failed("%s() got an unexpected or second argument '%s'", callee, name);
    }
    values[index] = value;
  }
}
