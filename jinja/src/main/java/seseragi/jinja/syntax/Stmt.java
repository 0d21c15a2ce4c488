package seseragi.jinja.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import seseragi.jinja.value.Str;

/** A statement. {@code at} is the char offset to name when it fails. */
public sealed interface Stmt {

  int at();

  /** Text of the template, printed as it is. */
  record Data(int at, Str text) implements Stmt {}

  record Print(int at, Expr value) implements Stmt {}

  /** The first branch whose test holds; the last may have the constant True. */
  record If(int at, List<Branch> branches) implements Stmt {}

  record For(
      int at,
      Target target,
      Expr items,
      Optional<Expr> condition,
      Body body,
      Body otherwise,
      boolean recursive)
      implements Stmt {}

  /** {@code break}, or {@code continue} with the next turn. */
  record Jump(int at, boolean next) implements Stmt {}

  record Set(int at, Target target, Expr value) implements Stmt {}

  record SetBlock(int at, Target target, List<Expr.FilterCall> filters, Body body)
      implements Stmt {}

  record FilterBlock(int at, List<Expr.FilterCall> filters, Body body) implements Stmt {}

  record With(int at, List<Target> targets, List<Expr> values, Body body) implements Stmt {}

  /** A body with its own variables: {@code generation}, {@code autoescape false}. */
  record Scoped(int at, Body body) implements Stmt {}

  record Macro(int at, MacroDef macro) implements Stmt {}

  /** Calls a macro that may call back the body as {@code caller()}. */
  record CallBlock(int at, Expr.Call call, MacroDef caller) implements Stmt {}

  record Block(int at, String name, boolean scoped, Body body) implements Stmt {}

  /** A tag that would load another file, or that this engine does not have: fails when reached. */
  record Refused(int at, String reason) implements Stmt {}

  /**
   * A body with its own variables.
   *
   * @param hidden variables that are undefined in it until it sets them, whatever was passed
   */
  record Body(List<Stmt> statements, java.util.Set<String> hidden) {
    static final Body EMPTY = new Body(List.of(), java.util.Set.of());
  }

  /** {@code if} or {@code elif} or {@code else}. */
  record Branch(Expr test, List<Stmt> body) {}

  /**
   * A macro, or the body of a call block.
   *
   * @param defaults of the last parameters
   * @param usesCaller whether the body names {@code caller}, so that it can be given one; likewise
   *     the others
   */
  record MacroDef(
      int at,
      String name,
      List<String> parameters,
      List<Expr> defaults,
      Body body,
      boolean usesCaller,
      boolean usesKwargs,
      boolean usesVarargs) {}

  /** What can be assigned to. */
  sealed interface Target {

    /** The variables that it assigns. */
    List<String> names();

    record Name(String name) implements Target {
      @Override
      public List<String> names() {
        return List.of(name);
      }
    }

    record Tuple(int at, List<Target> parts) implements Target {
      @Override
      public List<String> names() {
        List<String> names = new ArrayList<>();
        for (Target part : parts) {
          names.addAll(part.names());
        }
        return names;
      }
    }

    /** {@code namespace.attribute}, which may have any name. */
    record Member(int at, Expr.Name namespace, String attribute) implements Target {
      @Override
      public List<String> names() {
        return List.of();
      }
    }
  }
}
