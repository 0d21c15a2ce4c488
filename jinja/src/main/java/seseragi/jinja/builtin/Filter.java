package seseragi.jinja.builtin;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import seseragi.jinja.value.Arguments;
import seseragi.jinja.value.Value;

/** The table of filters: name, parameters after the input. {@link Filters} says what each does. */
public enum Filter {
  ABS("abs", ""),
  ATTR("attr", "name"),
  BATCH("batch", "linecount fill_with=None"),
  CAPITALIZE("capitalize", ""),
  CENTER("center", "width=80"),
  DEFAULT("default", "default_value='' boolean=False"),
  DICTSORT("dictsort", "case_sensitive=False by='key' reverse=False"),
  ESCAPE("escape", ""),
  FILESIZEFORMAT("filesizeformat", "binary=False"),
  FIRST("first", ""),
  FLOAT("float", "default=0.0"),
  FORCEESCAPE("forceescape", ""),
  FORMAT("format", "*"),
  FROM_JSON("from_json", ""),
  GROUPBY("groupby", "attribute default=None case_sensitive=False"),
  INDENT("indent", "width=4 first=False blank=False"),
  INT("int", "default=0 base=10"),
  ITEMS("items", ""),
  JOIN("join", "d='' attribute=None"),
  LAST("last", ""),
  LENGTH("length", ""),
  LIST("list", ""),
  LOWER("lower", ""),
  MAP("map", "*"),
  MAX("max", "case_sensitive=False attribute=None"),
  MIN("min", "case_sensitive=False attribute=None"),
  RANDOM("random", ""),
  REJECT("reject", "*"),
  REJECTATTR("rejectattr", "*"),
  REPLACE("replace", "old new count=None"),
  REVERSE("reverse", ""),
  ROUND("round", "precision=0 method='common'"),
  SAFE("safe", ""),
  SELECT("select", "*"),
  SELECTATTR("selectattr", "*"),
  SLICE("slice", "slices fill_with=None"),
  SORT("sort", "reverse=False case_sensitive=False attribute=None"),
  STRING("string", ""),
  STRIPTAGS("striptags", ""),
  SUM("sum", "attribute=None start=0"),
  TITLE("title", ""),
  TOJSON("tojson", "ensure_ascii=False indent=None separators=None sort_keys=False"),
  TRIM("trim", "chars=None"),
  TRUNCATE("truncate", "length=255 killwords=False end='...' leeway=5"),
  UNIQUE("unique", "case_sensitive=False attribute=None"),
  UPPER("upper", ""),
  URLENCODE("urlencode", ""),
  WORDCOUNT("wordcount", ""),
  WORDWRAP("wordwrap", "width=79 break_long_words=True wrapstring=None break_on_hyphens=True"),
  XMLATTR("xmlattr", "autospace=True");

  private static final Map<String, Filter> BY_NAME = new HashMap<>();

  static {
    for (Filter filter : values()) {
      BY_NAME.put(filter.label, filter);
    }
    BY_NAME.put("count", LENGTH);
    BY_NAME.put("d", DEFAULT);
    BY_NAME.put("e", ESCAPE);
  }

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // a Signature never changes after it was made
  private final Signature signature;

  Filter(String label, String parameters) {
    this.label = label;
    this.signature = Signature.of(parameters);
  }

  /** The filter of that name; {@code from_json} only where it was asked for. */
  public static Optional<Filter> named(String name, boolean fromJson) {
    Filter filter = BY_NAME.get(name);
    return filter == FROM_JSON && !fromJson ? Optional.empty() : Optional.ofNullable(filter);
  }

  /** What to say of a name that is no filter. */
  public static String missing(String name) {
    return name.equals("pprint") || name.equals("urlize")
        ? "Jinja2's filter '" + name + "' is not supported."
        : "No filter named '" + name + "'.";
  }

  /** Where it is specified; {@code from_json} is an extension of llama.cpp. */
  public String documentation() {
    return this == FROM_JSON
        ? "https://github.com/ggml-org/llama.cpp"
        : "https://jinja.palletsprojects.com/en/stable/templates/#jinja-filters." + label;
  }

  public Value apply(Value input, Arguments arguments, Session session) {
    return Filters.apply(this, input, signature.bind(label, arguments), session);
  }
}
