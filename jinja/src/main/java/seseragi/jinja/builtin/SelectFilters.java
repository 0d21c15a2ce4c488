package seseragi.jinja.builtin;

import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import seseragi.jinja.python.Items;
import seseragi.jinja.python.Sequences;
import seseragi.jinja.python.Types;
import seseragi.jinja.value.Arguments;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.Equality;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Generator;
import seseragi.jinja.value.None;
import seseragi.jinja.value.Value;

/**
 * Filters that pass on some items of their input, or each of them changed, as they are asked for.
 */
final class SelectFilters {
  private SelectFilters() {}

  static Value map(Value input, Arguments arguments, Session session) {
    return generator(
        input, items -> Items.map(items, mapping(arguments, session), session.budget()), session);
  }

  /** As in the reference, wrong arguments fail with the first item. */
  private static Value generator(Value input, UnaryOperator<Iterator<Value>> use, Session session) {
    return new Generator(
        () ->
            Types.truth(input)
                ? use.apply(Sequences.iterate(input, session.budget()))
                : Collections.emptyIterator());
  }

  private static UnaryOperator<Value> mapping(Arguments arguments, Session session) {
    Value attribute = arguments.named().get("attribute");
    if (arguments.positional().isEmpty() && attribute != null) {
      Value fallback = arguments.named().getOrDefault("default", None.NONE);
      for (String name : arguments.named().keySet()) {
        if (!name.equals("attribute") && !name.equals("default")) {
          throw Fault.failed("Unexpected keyword argument '" + name + "'");
        }
      }
      return item -> Access.path(item, attribute, fallback, session);
    }
    if (arguments.positional().isEmpty()) {
      throw Fault.failed("map requires a filter argument");
    }
    String name = Types.text(arguments.positional().getFirst()).text();
    Filter filter =
        Filter.named(name, session.fromJson())
            .orElseThrow(() -> Fault.failed(Filter.missing(name)));
    Arguments rest = arguments.after(1);
    return item -> filter.apply(item, rest, session);
  }

  /**
   * The items that pass a test, or that do not.
   *
   * @param ofAttribute whether the first argument names the attribute to test
   * @param wanted the outcome of the test that keeps an item
   */
  static Value select(
      Value input, Arguments arguments, boolean ofAttribute, boolean wanted, Session session) {
    return generator(
        input,
        items ->
            Items.filter(
                items, selection(arguments, ofAttribute, wanted, session), session.budget()),
        session);
  }

  private static Predicate<Value> selection(
      Arguments arguments, boolean ofAttribute, boolean wanted, Session session) {
    if (!ofAttribute) {
      Predicate<Value> test = condition(arguments, session);
      return item -> test.test(item) == wanted;
    }
    if (arguments.positional().isEmpty()) {
      throw Fault.failed("Missing parameter for attribute name");
    }
    Value attribute = arguments.positional().getFirst();
    Predicate<Value> test = condition(arguments.after(1), session);
    return item -> test.test(Access.path(item, attribute, None.NONE, session)) == wanted;
  }

  private static Predicate<Value> condition(Arguments arguments, Session session) {
    if (arguments.positional().isEmpty()) {
      return Types::truth;
    }
    String name = Types.text(arguments.positional().getFirst()).text();
    Test test = Test.named(name).orElseThrow(() -> Fault.failed("No test named '" + name + "'."));
    Arguments rest = arguments.after(1);
    return item -> test.check(item, rest, session);
  }

  static Value unique(Value input, Bound arguments, Session session) {
    Budget budget = session.budget();
    Set<Value> seen = new HashSet<>();
    Predicate<Value> isNew =
        item -> {
          Value key = Access.path(item, arguments.value(1), None.NONE, session);
          budget.elements(4);
          return seen.add(
              Equality.checkKey(SortFilters.fold(key, arguments.flag(0), budget), budget));
        };
    return new Generator(() -> Items.filter(Sequences.iterate(input, budget), isNew, budget));
  }
}
