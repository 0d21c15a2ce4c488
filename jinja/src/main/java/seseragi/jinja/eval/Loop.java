package seseragi.jinja.eval;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import seseragi.jinja.python.Sequences;
import seseragi.jinja.syntax.Stmt;
import seseragi.jinja.value.Arguments;
import seseragi.jinja.value.Bool;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.Equality;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Generator;
import seseragi.jinja.value.Handle;
import seseragi.jinja.value.Int;
import seseragi.jinja.value.ListValue;
import seseragi.jinja.value.NativeFunction;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/**
 * The variable {@code loop}. Looks one item ahead, and only when asked, since a loop's condition
 * may depend on its body.
 */
final class Loop implements Handle {
  private final Interpreter interpreter;
  private final Stmt.For statement;
  private final Scope scope; // around the loop
  private final Value items; // undefined when their number cannot be known without taking them
  private final int depth;
  private Iterator<Value> iterator;
  private Value current;
  private Value previous = new Undefined("there is no previous item");
  private Value ahead; // taken but not yet current
  private int index0 = -1;
  private int length = -1;
  private List<Value> lastChanged; // what changed() was last called with

  Loop(
      Interpreter interpreter,
      Stmt.For statement,
      Scope scope,
      Value items,
      Iterator<Value> iterator,
      int depth) {
    this.interpreter = interpreter;
    this.statement = statement;
    this.scope = scope;
    this.items = items;
    this.iterator = iterator;
    this.depth = depth;
  }

  /** On to the next item; false when there is none. */
  boolean advance() {
    if (!peek()) {
      return false;
    }
    if (current != null) {
      previous = current;
    }
    current = ahead;
    ahead = null;
    index0++;
    return true;
  }

  private boolean peek() {
    if (ahead == null && iterator.hasNext()) {
      ahead = iterator.next();
    }
    return ahead != null;
  }

  Value current() {
    return current;
  }

  private int length() {
    if (length < 0) {
      boolean unknown = items instanceof Undefined || items instanceof Generator;
      length = unknown ? index0 + 1 + remaining() : Sequences.length(items);
    }
    return length;
  }

  /** Takes all items that are left, and puts them back. */
  private int remaining() {
    List<Value> rest = new ArrayList<>();
    while (peek()) {
      interpreter.budget().elements(1);
      rest.add(ahead);
      ahead = null;
    }
    iterator = rest.iterator();
    return rest.size();
  }

  @Override
  public String typeName() {
    return "LoopContext";
  }

  @Override
  public String describe() {
    return "<LoopContext " + (index0 + 1) + "/" + length() + ">";
  }

  @Override
  public Value attribute(String name) {
    return switch (name) {
      case "index" -> new Int(index0 + 1);
      case "index0" -> new Int(index0);
      case "first" -> Bool.of(index0 == 0);
      case "last" -> Bool.of(!peek());
      case "length" -> new Int(length());
      case "revindex" -> new Int(length() - index0);
      case "revindex0" -> new Int(length() - index0 - 1);
      case "depth" -> new Int(depth + 1);
      case "depth0" -> new Int(depth);
      case "previtem" -> previous;
      case "nextitem" -> peek() ? ahead : new Undefined("there is no next item");
      case "cycle" -> NativeFunction.method(name, arguments -> cycle(arguments.positional()));
      case "changed" -> NativeFunction.method(name, arguments -> changed(arguments.positional()));
      default -> Handle.super.attribute(name);
    };
  }

  /** {@code loop(items)}: the loop again, inside itself. */
  @Override
  public Value call(Arguments arguments) {
    if (!statement.recursive()) {
      throw Fault.failed("The loop must have the 'recursive' marker to be enabled.");
    }
    if (arguments.positional().size() != 1 || !arguments.named().isEmpty()) {
      throw Fault.failed("loop() takes one argument, the items");
    }
    return interpreter.recurse(statement, arguments.positional().getFirst(), scope, depth + 1);
  }

  private Value cycle(List<Value> choices) {
    if (choices.isEmpty()) {
      throw Fault.failed("no items for cycling given");
    }
    return choices.get(index0 % choices.size());
  }

  private Value changed(List<Value> values) {
    Budget budget = interpreter.budget();
    boolean same =
        lastChanged != null
            && Equality.equal(ListValue.made(lastChanged), ListValue.made(values), budget);
    lastChanged = values;
    return Bool.of(!same);
  }
}
