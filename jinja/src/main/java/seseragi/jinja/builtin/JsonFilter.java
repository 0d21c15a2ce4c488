package seseragi.jinja.builtin;

import java.util.List;
import seseragi.jinja.python.JsonWriter;
import seseragi.jinja.python.Sequences;
import seseragi.jinja.python.Types;
import seseragi.jinja.value.Bool;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.None;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TupleValue;
import seseragi.jinja.value.Value;

/**
 * The filter {@code tojson} as transformers sets it up: {@code json.dumps}, nothing escaped for
 * HTML.
 */
final class JsonFilter {
  private static final JsonWriter.Style PLAIN =
      new JsonWriter.Style(false, null, ", ", ": ", false);

  private JsonFilter() {}

  static Value toJson(Value input, Bound arguments, Budget budget) {
    return Str.input(JsonWriter.write(input, style(arguments, budget), budget));
  }

  private static JsonWriter.Style style(Bound arguments, Budget budget) {
    boolean oneLine = arguments.isNone(1);
    if (oneLine && arguments.isNone(2) && !arguments.flag(0) && !arguments.flag(3)) {
      return PLAIN;
    }
    String indent = oneLine ? null : indent(arguments.value(1), budget);
    String items = oneLine ? ", " : ",";
    String keys = ": ";
    if (!arguments.isNone(2)) {
      List<Value> separators = separators(arguments.value(2));
      items = Types.text(separators.get(0)).text();
      keys = Types.text(separators.get(1)).text();
    }
    return new JsonWriter.Style(arguments.flag(0), indent, items, keys, arguments.flag(3));
  }

  private static String indent(Value value, Budget budget) {
    if (value instanceof Str s) {
      return s.text();
    }
    long count = value instanceof Bool b ? (b.isTrue() ? 1 : 0) : Types.index(value);
    return Sequences.repeat(Str.template(" "), count, budget).text();
  }

  private static List<Value> separators(Value value) {
    List<Value> pair =
        switch (value) {
          case TupleValue t -> t.items();
          case ListValue l -> l.items();
          default -> List.of();
        };
    if (pair.size() != 2 || pair.getFirst() instanceof None) {
      throw Fault.failed("separators must be a pair of texts");
    }
    return pair;
  }
}
