package seseragi.jinja;

import java.util.ArrayList;
import java.util.List;
import seseragi.jinja.value.Origin;
import seseragi.jinja.value.Str;

/**
 * The result of a render.
 *
 * @param text all of it
 * @param segments who wrote which part: they follow each other without gap from 0 to the text's
 *     length, and neighbours differ
 */
public record Rendered(String text, List<Segment> segments) {

  /**
   * A part of the text.
   *
   * @param start char offset of its first character
   * @param end char offset behind its last
   * @param fromTemplate whether the template wrote it (its own text, its string literals, numbers,
   *     {@link TrustedText}); false for whatever came with the variables or was computed from that,
   *     such as JSON
   */
  public record Segment(int start, int end, boolean fromTemplate) {}

  public Rendered {
    segments = List.copyOf(segments);
  }

  static Rendered of(Str str) {
    List<Segment> segments = new ArrayList<>();
    Origin origin = str.origin();
    int length = str.text().length();
    int start = 0;
    while (start < length) {
      int end = origin.runEnd(start, length);
      segments.add(new Segment(start, end, origin.isTemplate(start)));
      start = end;
    }
    return new Rendered(str.text(), segments);
  }

  @Override
  public String toString() {
    return text;
  }
}
