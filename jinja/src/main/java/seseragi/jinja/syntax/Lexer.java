package seseragi.jinja.syntax;

import java.util.ArrayList;
import java.util.List;
import seseragi.jinja.python.Characters;
import seseragi.jinja.syntax.Token.Kind;
import seseragi.jinja.value.Fault;

/**
 * Cuts a template into tokens. One pass, each character looked at a bounded number of times. Set up
 * as transformers does: {@code trim_blocks} (the newline after a tag or comment goes) and {@code
 * lstrip_blocks} (the blanks before one that begins its line go).
 */
final class Lexer {
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int pos;
  private boolean lineStarting = true; // whether what was read last ended a line

  private Lexer(String source) {
    this.source = source;
  }

  /** Line ends become {@code \n}, and one at the very end goes. */
  static String normalize(String template) {
    String source =
        template.indexOf('\r') < 0 ? template : template.replace("\r\n", "\n").replace('\r', '\n');
    return source.endsWith("\n") ? source.substring(0, source.length() - 1) : source;
  }

  /** The tokens of a normalized template; the last is {@link Kind#END}. */
  static List<Token> tokens(String source) {
    Lexer lexer = new Lexer(source);
    lexer.run();
    lexer.add(Kind.END, "", source.length());
    return lexer.tokens;
  }

  private void run() {
    while (pos < source.length()) {
      int tag = nextTag();
      if (tag < 0) {
        data(pos, source.length());
        pos = source.length();
        return;
      }
      char type = source.charAt(tag + 1);
      char sign = sign(tag + 2);
      int content = tag + 2 + (sign == 0 ? 0 : 1);
      data(pos, dataEnd(pos, tag, sign, type == '{'));
      switch (type) {
        case '{' -> print(tag, content);
        case '#' -> comment(tag, content);
        default -> statement(tag, content);
      }
    }
  }

  private int nextTag() {
    for (int at = source.indexOf('{', pos); at >= 0; at = source.indexOf('{', at + 1)) {
      char next = at + 1 < source.length() ? source.charAt(at + 1) : 0;
      if (next == '{' || next == '%' || next == '#') {
        return at;
      }
    }
    return -1;
  }

  private char sign(int at) {
    char c = at < source.length() ? source.charAt(at) : 0;
    return c == '-' || c == '+' ? c : 0;
  }

  private void data(int from, int to) {
    if (to > from) {
      add(Kind.DATA, source.substring(from, to), from);
    }
  }

  /** Where the data before a tag ends, given the sign in the tag. */
  private int dataEnd(int from, int tag, char sign, boolean print) {
    int end = tag;
    if (sign == '-') {
      while (end > from && Characters.isSpace(source.charAt(end - 1))) {
        end--;
      }
      return end;
    }
    if (sign == '+' || print) {
      return end;
    }
    while (end > from && source.charAt(end - 1) != '\n') {
      if (!Characters.isSpace(source.charAt(end - 1))) {
        return tag;
      }
      end--;
    }
    return end > from || lineStarting ? end : tag;
  }

  private void comment(int tag, int content) {
    int close = source.indexOf("#}", content);
    if (close < 0
        && content == source.length()) { // as in the reference, nothing after it is no error
      pos = content;
      return;
    }
    if (close < 0) {
      throw Fault.syntax(tag, "Missing end of comment tag");
    }
    char sign = close > content ? sign(close - 1) : 0;
    afterTag(close + 2, sign, true);
  }

  /**
   * Continues behind a tag: white space after {@code -}, else the newline that {@code trim_blocks}
   * eats.
   */
  private void afterTag(int end, char sign, boolean trim) {
    pos = end;
    if (sign == '-') {
      while (pos < source.length() && Characters.isSpace(source.charAt(pos))) {
        pos++;
      }
    } else if (trim && sign != '+' && pos < source.length() && source.charAt(pos) == '\n') {
      pos++;
    }
    lineStarting = source.charAt(pos - 1) == '\n';
  }

  private void print(int tag, int content) {
    add(Kind.PRINT_BEGIN, "{{", tag);
    pos = content;
    int close = new CodeLexer(source, tokens, '}').run(content);
    if (close < 0) {
      pos = source.length();
      return;
    }
    char sign = source.charAt(close) == '-' ? '-' : 0;
    add(Kind.PRINT_END, "}}", close);
    afterTag(close + (sign == 0 ? 2 : 3), sign, false);
  }

  private void statement(int tag, int content) {
    int rawEnd = rawBegin(content);
    if (rawEnd >= 0) {
      char sign = source.charAt(rawEnd - 3) == '-' ? '-' : 0;
      afterTag(rawEnd, sign, false);
      if (pos < source.length()) {
        raw(tag);
      }
      return;
    }
    add(Kind.TAG_BEGIN, "{%", tag);
    int close = new CodeLexer(source, tokens, '%').run(content);
    if (close < 0) {
      pos = source.length();
      return;
    }
    char sign = sign(close);
    add(Kind.TAG_END, "%}", close);
    afterTag(close + (sign == 0 ? 2 : 3), sign, true);
  }

  /** The end of {@code raw %}} or {@code raw -%}} at this offset, or -1. */
  private int rawBegin(int content) {
    int at = skipSpace(content);
    if (!source.startsWith("raw", at)) {
      return -1;
    }
    at = skipSpace(at + 3);
    if (source.startsWith("-%}", at)) {
      return at + 3;
    }
    return source.startsWith("%}", at) ? at + 2 : -1;
  }

  private int skipSpace(int from) {
    int at = from;
    while (at < source.length() && Characters.isSpace(source.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Everything up to the tag {@code endraw} is data. */
  private void raw(int tag) {
    for (int at = source.indexOf("{%", pos); at >= 0; at = source.indexOf("{%", at + 2)) {
      char sign = sign(at + 2);
      int word = skipSpace(at + 2 + (sign == 0 ? 0 : 1));
      if (source.startsWith("endraw", word)) {
        int close = skipSpace(word + 6);
        char closeSign = sign(close);
        int end = close + (closeSign == 0 ? 0 : 1);
        if (source.startsWith("%}", end)) {
          data(pos, dataEnd(pos, at, sign, false));
          afterTag(end + 2, closeSign, true);
          return;
        }
      }
    }
    throw Fault.syntax(tag, "Missing end of raw directive");
  }

  private void add(Kind kind, String text, int at) {
    tokens.add(new Token(kind, text, at));
  }
}
