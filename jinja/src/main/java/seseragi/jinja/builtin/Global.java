package seseragi.jinja.builtin;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import seseragi.jinja.python.Printer;
import seseragi.jinja.python.Sequences;
import seseragi.jinja.python.Types;
import seseragi.jinja.value.Arguments;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.Equality;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Handle;
import seseragi.jinja.value.Namespace;
import seseragi.jinja.value.NativeFunction;
import seseragi.jinja.value.RangeValue;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/** The table of functions that every template has; the last two are transformers'. */
public enum Global {
  RANGE("range", "jinja-globals.range"),
  DICT("dict", "jinja-globals.dict"),
  CYCLER("cycler", "jinja-globals.cycler"),
  JOINER("joiner", "jinja-globals.joiner"),
  NAMESPACE("namespace", "jinja-globals.namespace"),
  LIPSUM("lipsum", "jinja-globals.lipsum"),
  RAISE_EXCEPTION("raise_exception", ""),
  STRFTIME_NOW("strftime_now", "");

  private static final Signature JOINER_SIGNATURE = Signature.of("sep=', '");
  private static final Signature MESSAGE = Signature.of("message");
  private static final Signature FORMAT = Signature.of("format");

  private final String label;
  private final String anchor;

  Global(String label, String anchor) {
    this.label = label;
    this.anchor = anchor;
  }

  public String label() {
    return label;
  }

  /** Where it is specified. */
  public String documentation() {
    return anchor.isEmpty()
        ? "https://huggingface.co/docs/transformers/chat_templating_writing"
        : "https://jinja.palletsprojects.com/en/stable/templates/#" + anchor;
  }

  /** The function, for one render. */
  public Handle in(Session session) {
    return new NativeFunction("function", this::describe, arguments -> call(arguments, session));
  }

  private String describe() {
    return switch (this) {
      case DICT -> "<class 'dict'>";
      case CYCLER -> "<class 'jinja2.utils.Cycler'>";
      case JOINER -> "<class 'jinja2.utils.Joiner'>";
      case NAMESPACE -> "<class 'jinja2.utils.Namespace'>";
      case RANGE, LIPSUM, RAISE_EXCEPTION, STRFTIME_NOW -> "<function " + label + ">";
    };
  }

  private Value call(Arguments arguments, Session session) {
    Budget budget = session.budget();
    return switch (this) {
      case RANGE -> range(arguments);
      case DICT -> new DictValue(entries(arguments, budget));
      case CYCLER -> new Cycler(arguments.positional());
      case JOINER -> joiner(JOINER_SIGNATURE.bind(label, arguments).value(0));
      case NAMESPACE -> namespace(arguments, budget);
      case LIPSUM -> throw Fault.failed("'lipsum' is not supported");
      case RAISE_EXCEPTION ->
          throw Fault.raised(Printer.str(MESSAGE.bind(label, arguments).value(0), budget).text());
      case STRFTIME_NOW -> Strftime.now(FORMAT.bind(label, arguments).text(0), session);
    };
  }

  /** Yields nothing when first called, the separator from then on. */
  private static Value joiner(Value separator) {
    Iterator<Value> results =
        Stream.concat(Stream.of(Str.EMPTY), Stream.generate(() -> separator)).iterator();
    return new NativeFunction("Joiner", () -> "<Joiner>", arguments -> results.next());
  }

  private static Value range(Arguments arguments) {
    List<Value> given = arguments.positional();
    if (given.isEmpty() || given.size() > 3 || !arguments.named().isEmpty()) {
      throw Fault.failed("range expected 1 to 3 arguments, got " + given.size());
    }
    long first = bound(given.get(0));
    long start = given.size() == 1 ? 0 : first;
    long stop = given.size() == 1 ? first : bound(given.get(1));
    return new RangeValue(start, stop, given.size() == 3 ? bound(given.get(2)) : 1);
  }

  private static long bound(Value value) {
    long bound = Types.index(value);
    if (Math.abs(bound) > 1L << 53) {
      throw Fault.failed("range() arguments must be between -2**53 and 2**53");
    }
    return bound;
  }

  /** A mapping or pairs, then names: what {@code dict(...)} takes. */
  private static Map<Value, Value> entries(Arguments arguments, Budget budget) {
    Map<Value, Value> entries = new LinkedHashMap<>();
    if (arguments.positional().size() > 1) {
      throw Fault.failed("dict expected at most 1 argument, got " + arguments.positional().size());
    }
    for (Value source : arguments.positional()) {
      if (source instanceof DictValue d) {
        budget.elements(4L * d.entries().size());
        entries.putAll(d.entries());
      } else if (source instanceof Undefined u) {
        throw u.used();
      } else {
        addPairs(entries, source, budget);
      }
    }
    budget.elements(4L * arguments.named().size());
    arguments.named().forEach((name, value) -> entries.put(Str.input(name), value));
    return entries;
  }

  private static void addPairs(Map<Value, Value> entries, Value pairs, Budget budget) {
    for (Value pair : Sequences.toList(pairs, budget)) {
      List<Value> parts = Sequences.toList(pair, budget);
      if (parts.size() != 2) {
        throw Fault.failed(
            "dictionary update sequence element has length %s; 2 is required", parts.size());
      }
      budget.elements(4);
      entries.put(Equality.checkKey(parts.get(0), budget), parts.get(1));
    }
  }

  private static Value namespace(Arguments arguments, Budget budget) {
    Namespace namespace = new Namespace();
    entries(arguments, budget)
        .forEach((name, value) -> namespace.attributes().put(Types.text(name).text(), value));
    return namespace;
  }
}
