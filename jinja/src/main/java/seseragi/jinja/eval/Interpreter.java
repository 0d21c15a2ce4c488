package seseragi.jinja.eval;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import seseragi.jinja.builtin.Session;
import seseragi.jinja.python.Items;
import seseragi.jinja.python.Printer;
import seseragi.jinja.python.Sequences;
import seseragi.jinja.syntax.Expr;
import seseragi.jinja.syntax.Stmt;
import seseragi.jinja.syntax.Stmt.Target;
import seseragi.jinja.value.Arguments;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.Fault;
import seseragi.jinja.value.Namespace;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TextBuilder;
import seseragi.jinja.value.TupleValue;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/** Runs the statements of one template, once. */
public final class Interpreter {
  /** How a body ended. */
  private enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  private final Budget budget;
  private final Expressions expressions;
  private final Scope root;
  private final Map<String, Stmt.Block> blocks = new HashMap<>();
  private TextBuilder out = new TextBuilder();

  private Interpreter(Map<String, Value> variables, Session session) {
    this.budget = session.budget();
    this.expressions = new Expressions(session);
    this.root = Scope.of(variables);
    root.set("self", new SelfReference(this));
  }

  /**
   * What the template prints.
   *
   * @throws Fault located, when it fails or a budget is used up
   */
  public static Str render(Stmt.Body template, Map<String, Value> variables, Session session) {
    Interpreter interpreter = new Interpreter(variables, session);
    try {
      interpreter.run(template, interpreter.root);
      return interpreter.out.toStr();
    } catch (Fault fault) {
      throw fault.located(interpreter.expressions.at());
    }
  }

  /** Runs a body in the scope of its own variables. */
  private Flow run(Stmt.Body body, Scope scope) {
    budget.steps(body.hidden().size());
    for (String name : body.hidden()) {
      scope.set(name, Undefined.variable(name));
    }
    return run(body.statements(), scope);
  }

  private Flow run(List<Stmt> body, Scope scope) {
    budget.enter();
    budget.steps(body.size());
    Flow flow = Flow.NEXT;
    for (int i = 0; i < body.size() && flow == Flow.NEXT; i++) {
      flow = execute(body.get(i), scope);
    }
    budget.leave();
    return flow;
  }

  private Flow execute(Stmt statement, Scope scope) {
    return switch (statement) {
      case Stmt.Data d -> print(d.text());
      case Stmt.Print p -> print(Printer.str(expressions.eval(p.value(), scope), budget));
      case Stmt.If i -> choose(i, scope);
      case Stmt.Set s -> assign(s.target(), expressions.eval(s.value(), scope), s.at(), scope);
      case Stmt.For f -> loop(f, expressions.eval(f.items(), scope), scope, 0);
      case Stmt.Jump j -> j.next() ? Flow.CONTINUE : Flow.BREAK;
      case Stmt.Macro m -> {
        scope.set(m.macro().name(), new Macro(this, m.macro(), scope));
        yield Flow.NEXT;
      }
      case Stmt.CallBlock c -> callBlock(c, scope);
      case Stmt.SetBlock s -> {
        Captured captured = capture(s.body(), new Scope(scope));
        Value value = filtered(captured.text, s.filters(), scope);
        yield captured.flow == Flow.NEXT ? assign(s.target(), value, s.at(), scope) : captured.flow;
      }
      case Stmt.FilterBlock f -> {
        Captured captured = capture(f.body(), new Scope(scope));
        yield captured.flow == Flow.NEXT
            ? print(Printer.str(filtered(captured.text, f.filters(), scope), budget))
            : captured.flow;
      }
      case Stmt.With w -> with(w, scope);
      case Stmt.Scoped s -> run(s.body(), new Scope(scope));
      case Stmt.Block b -> {
        blocks.put(b.name(), b);
        yield run(b.body(), new Scope(b.scoped() ? scope : root));
      }
      case Stmt.Refused r -> {
        expressions.at(r.at());
        throw Fault.failed(r.reason());
      }
    };
  }

  private Flow print(Str text) {
    budget.text(text.text().length());
    out.append(text);
    budget.output(out.length());
    return Flow.NEXT;
  }

  /** What a body printed, and how it ended. */
  private record Captured(Str text, Flow flow) {}

  private Captured capture(Stmt.Body body, Scope scope) {
    TextBuilder outer = out;
    out = new TextBuilder();
    Flow flow = run(body, scope);
    Str text = out.toStr();
    out = outer;
    return new Captured(text, flow);
  }

  /** What a body prints. */
  Str text(Stmt.Body body, Scope scope) {
    return capture(body, scope).text;
  }

  private Value filtered(Value input, List<Expr.FilterCall> filters, Scope scope) {
    Value value = input;
    for (Expr.FilterCall filter : filters) {
      value = expressions.filter(value, filter, scope);
    }
    return value;
  }

  private Flow choose(Stmt.If statement, Scope scope) {
    for (Stmt.Branch branch : statement.branches()) {
      budget.steps(1);
      if (expressions.test(branch.test(), scope)) {
        return run(branch.body(), scope);
      }
    }
    return Flow.NEXT;
  }

  private Flow with(Stmt.With with, Scope scope) {
    Scope inner = new Scope(scope);
    budget.steps(with.targets().size());
    for (int i = 0; i < with.targets().size(); i++) {
      assign(
          with.targets().get(i), expressions.eval(with.values().get(i), scope), with.at(), inner);
    }
    return run(with.body(), inner);
  }

  private Flow assign(Target target, Value value, int at, Scope scope) {
    switch (target) {
      case Target.Name n -> scope.set(n.name(), value);
      case Target.Tuple t -> unpack(t, value, scope);
      case Target.Member m -> {
        Value namespace = expressions.eval(m.namespace(), scope);
        expressions.at(at);
        if (!(namespace instanceof Namespace n)) {
          throw Fault.failed("cannot assign attribute on non-namespace object");
        }
        budget.elements(4);
        n.attributes().put(m.attribute(), value);
      }
    }
    return Flow.NEXT;
  }

  private void unpack(Target.Tuple target, Value value, Scope scope) {
    expressions.at(target.at());
    if (value instanceof Undefined u) {
      throw u.used();
    }
    List<Value> parts = value instanceof TupleValue t ? t.items() : Sequences.toList(value, budget);
    int wanted = target.parts().size();
    budget.steps(wanted);
    if (parts.size() != wanted) {
      throw Fault.failed(
          parts.size() > wanted
              ? "too many values to unpack (expected " + wanted + ")"
              : "not enough values to unpack (expected " + wanted + ", got " + parts.size() + ")");
    }
    for (int i = 0; i < wanted; i++) {
      assign(target.parts().get(i), parts.get(i), target.at(), scope);
    }
  }

  /** What a recursive loop prints when it is called with other items. */
  Str recurse(Stmt.For statement, Value items, Scope scope, int depth) {
    TextBuilder outer = out;
    out = new TextBuilder();
    loop(statement, items, scope, depth);
    Str text = out.toStr();
    out = outer;
    return text;
  }

  private Flow loop(Stmt.For statement, Value items, Scope scope, int depth) {
    expressions.at(statement.at());
    Iterator<Value> iterator = Sequences.iterate(items, budget);
    boolean filtered = statement.condition().isPresent();
    if (filtered) {
      iterator = Items.filter(iterator, item -> holds(statement, item, scope), budget);
    }
    Loop loop =
        new Loop(
            this,
            statement,
            scope,
            filtered ? Undefined.variable("items") : items,
            iterator,
            depth);
    boolean completed = false; // as in the reference, a turn cut short does not count
    while (loop.advance()) {
      budget.steps(1);
      Scope inner = new Scope(scope);
      inner.set("loop", loop);
      assign(statement.target(), loop.current(), statement.at(), inner);
      Flow flow = run(statement.body(), inner);
      if (flow == Flow.BREAK) {
        break;
      }
      completed |= flow == Flow.NEXT;
    }
    return completed ? Flow.NEXT : run(statement.otherwise(), new Scope(scope));
  }

  private boolean holds(Stmt.For statement, Value item, Scope scope) {
    Scope inner = new Scope(scope);
    assign(statement.target(), item, statement.at(), inner);
    return expressions.test(statement.condition().orElseThrow(), inner);
  }

  private Flow callBlock(Stmt.CallBlock block, Scope scope) {
    Macro caller = new Macro(this, block.caller(), scope);
    Value result = expressions.call(block.call(), Arguments.NONE.with("caller", caller), scope);
    return print(Printer.str(result, budget));
  }

  /** What a block of that name prints, or an undefined value. */
  Value block(String name) {
    Stmt.Block block = blocks.get(name);
    return block == null
        ? new Undefined("no block named '" + name + "'")
        : text(block.body(), new Scope(root));
  }

  boolean hasBlock(String name) {
    return blocks.containsKey(name);
  }

  Value eval(Expr expr, Scope scope) {
    return expressions.eval(expr, scope);
  }

  Budget budget() {
    return budget;
  }
}
