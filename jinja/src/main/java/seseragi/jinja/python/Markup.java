package seseragi.jinja.python;

import seseragi.jinja.value.Budget;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.TextBuilder;
import seseragi.jinja.value.Value;

/** HTML escaping, and the text type that remembers that it needs none. */
public final class Markup {
  private Markup() {}

  /** The value as markup: {@code & < > " '} become entities, unless it is markup already. */
  public static Str escape(Value value, Budget budget) {
    Str text = Printer.str(value, budget);
    return text.isMarkup() ? text : escapeText(text, budget);
  }

  /** Escapes whatever it is. */
  public static Str escapeText(Str text, Budget budget) {
    String chars = text.text();
    budget.copy(chars.length());
    TextBuilder out = new TextBuilder();
    int plain = 0;
    for (int i = 0; i < chars.length(); i++) {
      String entity = entity(chars.charAt(i));
      if (!entity.isEmpty()) {
        budget.text(entity.length());
        out.append(text, plain, i).append(entity, text.origin().isTemplate(i));
        plain = i + 1;
      }
    }
    return out.append(text, plain, chars.length()).toStr(true);
  }

  private static String entity(char c) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '"' -> "&#34;";
      case '\'' -> "&#39;";
      default -> "";
    };
  }
}
