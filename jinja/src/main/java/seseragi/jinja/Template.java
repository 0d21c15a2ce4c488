package seseragi.jinja;

import java.util.Map;
import java.util.Objects;
import seseragi.jinja.builtin.Session;
import seseragi.jinja.eval.Interpreter;
import seseragi.jinja.syntax.Parser;
import seseragi.jinja.syntax.Stmt;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.Fault;

/**
 * A compiled template. Immutable: any number of threads may render it at once.
 *
 * <p>Prints exactly what Python's Jinja2 prints, set up as Hugging Face transformers sets it up for
 * chat templates. Whatever template and variables it is given, it ends within its {@link Limits}
 * with a result or a {@link TemplateException}; it can reach no file, no class and no object of the
 * caller, and it never interprets the text of a variable.
 */
public final class Template {
  private final String source; // line ends normalized
  private final Stmt.Body body;
  private final TemplateOptions options;

  private Template(String source, Stmt.Body body, TemplateOptions options) {
    this.source = source;
    this.body = body;
    this.options = options;
  }

  /** {@link #compile(String, TemplateOptions)} with {@link TemplateOptions#defaults}. */
  public static Template compile(String text) {
    return compile(text, TemplateOptions.defaults());
  }

  /**
   * Compiles a template, in time linear in its length.
   *
   * @throws TemplateException when it is not a template, or longer or deeper than the limits allow
   */
  public static Template compile(String text, TemplateOptions options) {
    Objects.requireNonNull(options, "options");
    String source = Parser.normalize(text);
    try {
      int longest = options.limits().sourceChars();
      if (source.length() > longest) {
        throw Fault.limit(
            Fault.Kind.SOURCE_LIMIT,
            "a template of " + source.length() + " characters; the most is " + longest);
      }
      return new Template(source, Parser.parse(source, options.fromJson()), options);
    } catch (Fault fault) {
      throw TemplateException.of(fault, source);
    } catch (StackOverflowError e) {
      throw TemplateException.of(stackTooSmall(), source);
    }
  }

  /**
   * Renders the template. The variables are copied first and never changed.
   *
   * @param variables by name; a value is null, a {@link String}, a {@link TrustedText}, a {@link
   *     Boolean}, a {@link Number} of the JDK, a {@link java.util.Collection} or a {@link Map} of
   *     such. What is not in the map is undefined in the template
   * @throws TemplateException when the template fails, refuses, or uses more than its limits; there
   *     is no partial result
   * @throws IllegalArgumentException when a variable holds anything else
   */
  public Rendered render(Map<String, ?> variables) {
    Limits limits = options.limits();
    Budget budget =
        new Budget(limits.steps(), limits.depth(), limits.outputChars(), limits.allocatedBytes());
    Session session =
        new Session(
            budget,
            options.clock(),
            options.zone(),
            options.locale(),
            options.random(),
            options.listMutation(),
            options.fromJson());
    try {
      return Rendered.of(Interpreter.render(body, Variables.convert(variables, budget), session));
    } catch (Fault fault) {
      throw TemplateException.of(fault, source);
    } catch (StackOverflowError e) {
      throw TemplateException.of(stackTooSmall(), source);
    }
  }

  /**
   * For a caller whose thread has less stack than the depth limit needs. No state outlives the
   * render, so nothing is torn.
   */
  private static Fault stackTooSmall() {
    return Fault.limit(
        Fault.Kind.DEPTH_LIMIT, "nested deeper than the stack of the calling thread allows");
  }
}
