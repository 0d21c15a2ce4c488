package seseragi.jinja.syntax;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import seseragi.jinja.value.Fault;

/**
 * What the parser notes on the way: which special names a macro's body mentions, and filters and
 * tests that do not exist. As in the reference, the latter fail at once, but inside an {@code if}
 * only when they are reached.
 */
final class Findings {
  private static final Set<String> SPECIAL = Set.of("caller", "kwargs", "varargs");

  private final Deque<Set<String>> macros = new ArrayDeque<>();
  private final List<Fault> unknown = new ArrayList<>();

  void beginMacro() {
    macros.push(new HashSet<>());
  }

  /** The special names that the macro's body mentions. */
  Set<String> endMacro() {
    return macros.pop();
  }

  void name(String name) {
    if (SPECIAL.contains(name)) {
      for (Set<String> macro : macros) {
        macro.add(name);
      }
    }
  }

  void unknown(Fault fault) {
    unknown.add(fault);
  }

  /** To be given to one of the two below. */
  int mark() {
    return unknown.size();
  }

  /** What was found since the mark is only evaluated under a condition. */
  void forgive(int mark) {
    unknown.subList(mark, unknown.size()).clear();
  }

  /** What was found since the mark is in a body that is compiled by itself. */
  void insist(int mark) {
    if (unknown.size() > mark) {
      throw unknown.get(mark);
    }
  }
}
