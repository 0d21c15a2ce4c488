package seseragi.jinja.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import seseragi.jinja.syntax.Stmt.MacroDef;
import seseragi.jinja.value.Arguments;
import seseragi.jinja.value.Bool;
import seseragi.jinja.value.DictValue;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Handle;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TupleValue;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/** A macro, or the body of a call block, together with the scope that it was defined in. */
final class Macro implements Handle {
  private static final int CALL_STEPS = 8; // what a call costs beside its body

  private final Interpreter interpreter;
  private final MacroDef definition;
  private final Scope scope;

  Macro(Interpreter interpreter, MacroDef definition, Scope scope) {
    this.interpreter = interpreter;
    this.definition = definition;
    this.scope = scope;
  }

  @Override
  public String typeName() {
    return "Macro";
  }

  @Override
  public String describe() {
    return "<Macro '" + definition.name() + "'>";
  }

  @Override
  public Value attribute(String name) {
    return switch (name) {
      case "name" -> Str.template(definition.name());
      case "arguments" -> {
        List<Value> names = new ArrayList<>();
        definition.parameters().forEach(parameter -> names.add(Str.template(parameter)));
        yield new TupleValue(names);
      }
      case "caller" -> Bool.of(definition.usesCaller());
      case "catch_kwargs" -> Bool.of(definition.usesKwargs());
      case "catch_varargs" -> Bool.of(definition.usesVarargs());
      default -> Handle.super.attribute(name);
    };
  }

  @Override
  public Value call(Arguments arguments) {
    interpreter.budget().steps(CALL_STEPS + definition.parameters().size());
    Scope inner = new Scope(scope);
    boolean[] missing = bind(arguments, inner);
    int firstDefault = missing.length - definition.defaults().size();
    for (int i = 0; i < missing.length; i++) {
      if (missing[i]) {
        String name = definition.parameters().get(i);
        inner.set(
            name,
            i >= firstDefault
                ? interpreter.eval(definition.defaults().get(i - firstDefault), inner)
                : new Undefined("parameter '", name, "' was not provided"));
      }
    }
    return interpreter.text(definition.body(), inner);
  }

  /** Sets the parameters that were given; returns which were not. */
  private boolean[] bind(Arguments arguments, Scope inner) {
    List<Value> positional = arguments.positional();
    Map<String, Value> named =
        arguments.named().isEmpty() ? Map.of() : new LinkedHashMap<>(arguments.named());
    boolean[] missing = new boolean[definition.parameters().size()];
    for (int i = 0; i < missing.length; i++) {
      String name = definition.parameters().get(i);
      Value value = i < positional.size() ? positional.get(i) : take(named, name);
      missing[i] = value == null;
      if (value != null) {
        inner.set(name, value);
      }
    }
    bindSpecial(positional, named, inner);
    return missing;
  }

  private static Value take(Map<String, Value> named, String name) {
    return named.isEmpty() ? null : named.remove(name);
  }

  /** The names that a body may use without declaring them; anything left over is an error. */
  private void bindSpecial(List<Value> positional, Map<String, Value> named, Scope inner) {
    int declared = definition.parameters().size();
    if (definition.usesCaller()) {
      Value caller = take(named, "caller");
      inner.set("caller", caller == null ? new Undefined("No caller defined") : caller);
    }
    if (definition.usesKwargs()) {
      Map<Value, Value> rest = new LinkedHashMap<>();
      named.forEach((name, value) -> rest.put(Str.input(name), value));
      inner.set("kwargs", new DictValue(rest));
    } else if (!named.isEmpty()) {
      throw Fault.failed(
          "macro '%s' takes no keyword argument '%s'",
          definition.name(), named.keySet().iterator().next());
    }
    if (definition.usesVarargs()) {
      int from = Math.min(declared, positional.size());
      inner.set("varargs", new TupleValue(positional.subList(from, positional.size())));
    } else if (positional.size() > declared) {
      throw Fault.failed(
          "macro '%s' takes not more than %s argument(s)", definition.name(), declared);
    }
  }
}
