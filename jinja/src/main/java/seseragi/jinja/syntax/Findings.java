package seseragi.jinja.syntax;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import seseragi.jinja.value.Fault;

/**
 * What the parser notes on the way, as the reference's compiler does: which special names a macro's
 * body mentions; filters and tests that do not exist, which fail at once, but inside an {@code if}
 * only when they are reached; and variables that a body hides.
 *
 * <p>A variable that a body sets belongs to that body from its beginning if the body itself does
 * not read it before. Whatever stands inside the body and reads it too early finds nothing then,
 * not what was passed to the template.
 */
final class Findings {
  private static final Set<String> SPECIAL = Set.of("caller", "kwargs", "varargs");

  /** The names of one body with variables of its own. */
  private static final class Frame {
    private final Frame around; // null for the template
    private final Frame outer; // whose variables it sees; null for what sees none
    private final Set<String> own = new HashSet<>(); // mentioned by the body itself
    private final Set<String> readInside = new HashSet<>(); // by bodies in it
    private final Set<String> hidden = new HashSet<>();
    private int conditions; // around the current statement

    Frame(Frame around, Frame outer) {
      this.around = around;
      this.outer = outer;
    }

    boolean isOwnOfOuter(String name) {
      return outer != null && (outer.own.contains(name) || outer.isOwnOfOuter(name));
    }
  }

  /** The special names that a macro's body mentions, and those that it uses otherwise. */
  private record Special(Set<String> used, Set<String> declared) {}

  private final Deque<Special> macros = new ArrayDeque<>();
  private final List<Fault> unknown = new ArrayList<>();
  private final List<Frame> hiding = new ArrayList<>();
  private Frame frame = new Frame(null, null);

  void beginMacro() {
    macros.push(new Special(new HashSet<>(), new HashSet<>()));
  }

  /** The special names that the macro's body mentions. */
  Set<String> endMacro() {
    return macros.pop().used();
  }

  /** A body with variables of its own begins. */
  void beginBody() {
    frame = new Frame(frame, frame);
  }

  /** Something begins that sees only what was passed to the template or set by it. */
  void beginBlock() {
    frame = new Frame(frame, null);
  }

  /** A body ends; returns the names that it hides, complete at the end of the template. */
  Set<String> endBody() {
    Frame ended = frame;
    frame = ended.around;
    return ended.hidden;
  }

  /** Which bodies hide what is known now; returns what the template itself hides. */
  Set<String> endTemplate() {
    for (Frame body : hiding) {
      body.hidden.removeIf(body::isOwnOfOuter);
    }
    return frame.hidden;
  }

  void beginCondition() {
    frame.conditions++;
  }

  void endCondition() {
    frame.conditions--;
  }

  /** A variable is read. */
  void read(String name) {
    if (SPECIAL.contains(name)) {
      for (Special macro : macros) {
        if (!macro.declared().contains(name)) {
          macro.used().add(name);
        }
      }
    }
    boolean unseen = frame.own.add(name);
    for (Frame outer = frame.outer; unseen && outer != null; outer = outer.outer) {
      outer.readInside.add(name);
      unseen = !outer.own.contains(name);
    }
  }

  /** Variables are about to be assigned; what is assigned to them may be read after this. */
  void declare(List<String> names) {
    for (String name : names) {
      declare(name);
    }
  }

  private void declare(String name) {
    if (SPECIAL.contains(name)) {
      for (Special macro : macros) {
        macro.declared().add(name);
      }
    }
  }

  /** Variables were assigned. */
  void assigned(List<String> names) {
    for (String name : names) {
      if (frame.own.add(name) && frame.conditions == 0 && frame.readInside.contains(name)) {
        frame.hidden.add(name);
        hiding.add(frame);
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
