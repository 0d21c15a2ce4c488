package seseragi.jinja.builtin;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import seseragi.jinja.value.Arguments;
import seseragi.jinja.value.Value;

/**
 * The table of tests: name, other names, parameters after the value. {@link Tests} says what each
 * does.
 */
public enum Test {
  BOOLEAN("boolean", ""),
  CALLABLE("callable", ""),
  DEFINED("defined", ""),
  DIVISIBLEBY("divisibleby", "num"),
  EQ("eq", "other", "==", "equalto"),
  ESCAPED("escaped", ""),
  EVEN("even", ""),
  FALSE("false", ""),
  FILTER("filter", ""),
  FLOAT("float", ""),
  GE("ge", "other", ">="),
  GT("gt", "other", ">", "greaterthan"),
  IN("in", "seq"),
  INTEGER("integer", ""),
  ITERABLE("iterable", ""),
  LE("le", "other", "<="),
  LOWER("lower", ""),
  LT("lt", "other", "<", "lessthan"),
  MAPPING("mapping", ""),
  NE("ne", "other", "!="),
  NONE("none", ""),
  NUMBER("number", ""),
  ODD("odd", ""),
  SAMEAS("sameas", "other"),
  SEQUENCE("sequence", ""),
  STRING("string", ""),
  TEST("test", ""),
  TRUE("true", ""),
  UNDEFINED("undefined", ""),
  UPPER("upper", "");

  private static final Map<String, Test> BY_NAME = new HashMap<>();

  static {
    for (Test test : values()) {
      BY_NAME.put(test.label, test);
      for (String alias : test.aliases) {
        BY_NAME.put(alias, test);
      }
    }
  }

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // never written after construction
  private final String[] aliases;

  @SuppressWarnings("ImmutableEnumChecker") // a Signature never changes after it was made
  private final Signature signature;

  Test(String label, String parameters, String... aliases) {
    this.label = label;
    this.aliases = aliases;
    this.signature = Signature.of(parameters);
  }

  public static Optional<Test> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Where it is specified. */
  public String documentation() {
    return "https://jinja.palletsprojects.com/en/stable/templates/#jinja-tests." + label;
  }

  public boolean check(Value value, Arguments arguments, Session session) {
    return Tests.check(this, value, signature.bind(label, arguments), session);
  }
}
