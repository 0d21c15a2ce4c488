package seseragi.jinja.value;

/**
 * Anything that an expression can yield. All of a template's world is built from these types, so
 * nothing of the JVM can be reached from a template.
 *
 * <p>{@code equals} and {@code hashCode} are Python's: {@code 1 == 1.0 == True}, text by its
 * characters.
 */
public sealed interface Value
    permits Undefined,
        None,
        Num,
        Str,
        ListValue,
        TupleValue,
        RangeValue,
        DictValue,
        DictView,
        Generator,
        Namespace,
        Handle {

  /** The name of the type as Python prints it. */
  String typeName();
}
