package seseragi.jinja.builtin;

import seseragi.jinja.python.JsonReader;
import seseragi.jinja.python.Markup;
import seseragi.jinja.python.Printer;
import seseragi.jinja.python.Types;
import seseragi.jinja.value.Arguments;
import seseragi.jinja.value.Budget;
import seseragi.jinja.value.Str;
import seseragi.jinja.value.Undefined;
import seseragi.jinja.value.Value;

/** What each {@link Filter} does: the short ones here, the others by kind of input. */
final class Filters {
  private Filters() {}

  static Value apply(Filter filter, Value input, Bound arguments, Session session) {
    Budget budget = session.budget();
    return switch (filter) {
      case ABS -> NumberFilters.absolute(input);
      case ATTR -> Access.onlyAttribute(input, arguments.text(0).text(), session);
      case BATCH -> SequenceFilters.batch(input, arguments.integer(0), arguments.value(1), budget);
      case CAPITALIZE -> StrMethods.changeCase(Method.STR_CAPITALIZE, str(input, budget), budget);
      case CENTER ->
          Method.STR_CENTER.call(str(input, budget), Arguments.of(arguments.value(0)), session);
      case DEFAULT -> isAbsent(input, arguments.flag(1)) ? arguments.value(0) : input;
      case DICTSORT -> SortFilters.dictSort(input, arguments, budget);
      case ESCAPE -> Markup.escape(input, budget);
      case FILESIZEFORMAT -> NumberFilters.fileSize(input, arguments.flag(0), budget);
      case FIRST -> SequenceFilters.first(input, budget);
      case FLOAT -> NumberFilters.toFloat(input, arguments.value(0));
      case FORCEESCAPE -> Markup.escapeText(str(input, budget), budget);
      case FORMAT -> TextFilters.format(str(input, budget), arguments.all(), budget);
      case FROM_JSON -> JsonReader.read(Types.text(input).text(), budget);
      case GROUPBY -> SortFilters.groupBy(input, arguments, session);
      case INDENT -> TextFilters.indent(input, arguments, budget);
      case INT -> NumberFilters.toInt(input, arguments.value(0), arguments.integer(1));
      case ITEMS -> SequenceFilters.items(input, budget);
      case JOIN -> SequenceFilters.join(input, arguments, session);
      case LAST -> SequenceFilters.last(input, budget);
      case LENGTH -> SequenceFilters.length(input);
      case LIST -> SequenceFilters.list(input, budget);
      case LOWER -> StrMethods.changeCase(Method.STR_LOWER, str(input, budget), budget);
      case MAP -> SelectFilters.map(input, arguments.all(), session);
      case MAX -> SortFilters.extreme(input, arguments, true, session);
      case MIN -> SortFilters.extreme(input, arguments, false, session);
      case RANDOM -> SequenceFilters.random(input, session);
      case REJECT -> SelectFilters.select(input, arguments.all(), false, false, session);
      case REJECTATTR -> SelectFilters.select(input, arguments.all(), true, false, session);
      case REPLACE -> TextFilters.replace(input, arguments, budget);
      case REVERSE -> SequenceFilters.reverse(input, budget);
      case ROUND -> NumberFilters.round(input, arguments.integer(0), arguments.text(1).text());
      case SAFE -> str(input, budget).withMarkup(true);
      case SELECT -> SelectFilters.select(input, arguments.all(), false, true, session);
      case SELECTATTR -> SelectFilters.select(input, arguments.all(), true, true, session);
      case SLICE -> SequenceFilters.slice(input, arguments.integer(0), arguments.value(1), budget);
      case SORT -> SortFilters.sort(input, arguments, session);
      case STRING -> str(input, budget);
      case STRIPTAGS -> HtmlFilters.stripTags(str(input, budget), budget);
      case SUM -> SequenceFilters.sum(input, arguments, session);
      case TITLE -> TextFilters.title(str(input, budget), budget);
      case TOJSON -> JsonFilter.toJson(input, arguments, budget);
      case TRIM -> Texts.strip(str(input, budget), arguments.value(0), true, true, budget);
      case TRUNCATE -> TextFilters.truncate(input, arguments, budget);
      case UNIQUE -> SelectFilters.unique(input, arguments, session);
      case UPPER -> StrMethods.changeCase(Method.STR_UPPER, str(input, budget), budget);
      case URLENCODE -> HtmlFilters.urlEncode(input, budget);
      case WORDCOUNT -> TextFilters.wordCount(str(input, budget), budget);
      case WORDWRAP -> WordWrap.wrap(Types.text(input), arguments, budget);
      case XMLATTR -> HtmlFilters.xmlAttributes(input, arguments.flag(0), budget);
    };
  }

  private static Str str(Value value, Budget budget) {
    return Printer.str(value, budget);
  }

  private static boolean isAbsent(Value input, boolean orFalse) {
    return input instanceof Undefined || (orFalse && !Types.truth(input));
  }
}
