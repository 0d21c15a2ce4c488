package seseragi.jinja.builtin;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import seseragi.jinja.python.Types;
import seseragi.jinja.value.Arguments;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.Num;
import seseragi.jinja.value.RangeValue;
import seseragi.jinja.value.Real;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TupleValue;
import seseragi.jinja.value.Value;

/**
 * The table of methods: type, name, parameters. {@link StrMethods} and {@link CollectionMethods}
 * say what each does. Those marked {@code !} change their object; they are in the table so that
 * they can be refused by name.
 */
public enum Method {
  STR_CAPITALIZE("str", "capitalize", ""),
  STR_CASEFOLD("str", "casefold", ""),
  STR_CENTER("str", "center", "_width _fillchar=' '"),
  STR_COUNT("str", "count", "_sub _start=None _end=None"),
  STR_ENDSWITH("str", "endswith", "_suffix _start=None _end=None"),
  STR_EXPANDTABS("str", "expandtabs", "tabsize=8"),
  STR_FIND("str", "find", "_sub _start=None _end=None"),
  STR_FORMAT("str", "format", "*"),
  STR_FORMAT_MAP("str", "format_map", "_mapping"),
  STR_INDEX("str", "index", "_sub _start=None _end=None"),
  STR_ISALNUM("str", "isalnum", ""),
  STR_ISALPHA("str", "isalpha", ""),
  STR_ISASCII("str", "isascii", ""),
  STR_ISDECIMAL("str", "isdecimal", ""),
  STR_ISDIGIT("str", "isdigit", ""),
  STR_ISIDENTIFIER("str", "isidentifier", ""),
  STR_ISLOWER("str", "islower", ""),
  STR_ISNUMERIC("str", "isnumeric", ""),
  STR_ISPRINTABLE("str", "isprintable", ""),
  STR_ISSPACE("str", "isspace", ""),
  STR_ISTITLE("str", "istitle", ""),
  STR_ISUPPER("str", "isupper", ""),
  STR_JOIN("str", "join", "_iterable"),
  STR_LJUST("str", "ljust", "_width _fillchar=' '"),
  STR_LOWER("str", "lower", ""),
  STR_LSTRIP("str", "lstrip", "_chars=None"),
  STR_PARTITION("str", "partition", "_sep"),
  STR_REMOVEPREFIX("str", "removeprefix", "_prefix"),
  STR_REMOVESUFFIX("str", "removesuffix", "_suffix"),
  STR_REPLACE("str", "replace", "_old _new _count=-1"),
  STR_RFIND("str", "rfind", "_sub _start=None _end=None"),
  STR_RINDEX("str", "rindex", "_sub _start=None _end=None"),
  STR_RJUST("str", "rjust", "_width _fillchar=' '"),
  STR_RPARTITION("str", "rpartition", "_sep"),
  STR_RSPLIT("str", "rsplit", "sep=None maxsplit=-1"),
  STR_RSTRIP("str", "rstrip", "_chars=None"),
  STR_SPLIT("str", "split", "sep=None maxsplit=-1"),
  STR_SPLITLINES("str", "splitlines", "keepends=False"),
  STR_STARTSWITH("str", "startswith", "_prefix _start=None _end=None"),
  STR_STRIP("str", "strip", "_chars=None"),
  STR_SWAPCASE("str", "swapcase", ""),
  STR_TITLE("str", "title", ""),
  STR_UPPER("str", "upper", ""),
  STR_ZFILL("str", "zfill", "_width"),
  LIST_APPEND("list", "append", "!_object"),
  LIST_CLEAR("list", "clear", "!"),
  LIST_COPY("list", "copy", ""),
  LIST_COUNT("list", "count", "_value"),
  LIST_EXTEND("list", "extend", "!_iterable"),
  LIST_INDEX("list", "index", "_value _start=None _stop=None"),
  LIST_INSERT("list", "insert", "!_index _object"),
  LIST_POP("list", "pop", "!_index=-1"),
  LIST_REMOVE("list", "remove", "!_value"),
  LIST_REVERSE("list", "reverse", "!"),
  LIST_SORT("list", "sort", "!*"),
  TUPLE_COUNT("tuple", "count", "_value"),
  TUPLE_INDEX("tuple", "index", "_value _start=None _stop=None"),
  RANGE_COUNT("range", "count", "_value"),
  RANGE_INDEX("range", "index", "_value"),
  DICT_CLEAR("dict", "clear", "!"),
  DICT_COPY("dict", "copy", ""),
  DICT_FROMKEYS("dict", "fromkeys", "_iterable _value=None"),
  DICT_GET("dict", "get", "_key _default=None"),
  DICT_ITEMS("dict", "items", ""),
  DICT_KEYS("dict", "keys", ""),
  DICT_POP("dict", "pop", "!*"),
  DICT_POPITEM("dict", "popitem", "!"),
  DICT_SETDEFAULT("dict", "setdefault", "!*"),
  DICT_UPDATE("dict", "update", "!*"),
  DICT_VALUES("dict", "values", ""),
  INT_BIT_LENGTH("int", "bit_length", ""),
  FLOAT_IS_INTEGER("float", "is_integer", "");

  private static final Map<String, Method> STR = table("str");
  private static final Map<String, Method> LIST = table("list");
  private static final Map<String, Method> TUPLE = table("tuple");
  private static final Map<String, Method> RANGE = table("range");
  private static final Map<String, Method> DICT = table("dict");
  private static final Map<String, Method> INT = table("int");
  private static final Map<String, Method> FLOAT = table("float");

  /** Methods and attributes of Python that are not supported: of text, and of numbers. */
  private static final Set<String> NOT_OF_TEXT = Set.of("encode", "maketrans", "translate");

  private static final Set<String> NOT_OF_NUMBERS =
      Set.of(
          "as_integer_ratio",
          "bit_count",
          "conjugate",
          "denominator",
          "from_bytes",
          "fromhex",
          "hex",
          "imag",
          "numerator",
          "real",
          "to_bytes");

  private final String type;
  private final String label;
  private final boolean mutating;

  @SuppressWarnings("ImmutableEnumChecker") // a Signature never changes after it was made
  private final Signature signature;

  Method(String type, String label, String parameters) {
    this.type = type;
    this.label = label;
    this.mutating = parameters.startsWith("!");
    this.signature = Signature.of(mutating ? parameters.substring(1) : parameters);
  }

  private static Map<String, Method> table(String type) {
    Map<String, Method> table = new HashMap<>();
    for (Method method : values()) {
      if (method.type.equals(type)) {
        table.put(method.label, method);
      }
    }
    return table;
  }

  /**
   * The method of that name on values of the object's type.
   *
   * @throws Fault when Python has it and this engine does not
   */
  static Optional<Method> of(Value object, String name) {
    Map<String, Method> table =
        switch (object) {
          case DictValue d -> DICT;
          case Str s -> STR;
          case ListValue l -> LIST;
          case TupleValue t -> TUPLE;
          case RangeValue r -> RANGE;
          case Real r -> FLOAT;
          default -> Types.isInteger(object) ? INT : Map.of();
        };
    boolean refused =
        (object instanceof Str && NOT_OF_TEXT.contains(name))
            || (object instanceof Num && NOT_OF_NUMBERS.contains(name));
    if (refused) {
      throw Fault.failed("'%s.%s' is not supported", object.typeName(), name);
    }
    return Optional.ofNullable(table.get(name));
  }

  String label() {
    return label;
  }

  /** Where it is specified. */
  public String documentation() {
    return "https://docs.python.org/3/library/stdtypes.html#" + type + "." + label;
  }

  /** Whether it changes its object, which the sandbox forbids. */
  boolean isMutating() {
    return mutating;
  }

  Value call(Value self, Arguments arguments, Session session) {
    Bound bound = signature.bind(label, arguments);
    return self instanceof Str s
        ? StrMethods.call(this, s, bound, session)
        : CollectionMethods.call(this, self, bound, session);
  }
}
