package seseragi.jinja.value;

import java.util.LinkedHashMap;
import java.util.Map;

/** The one object whose attributes a template may set; lives for one render, in one thread. */
public final class Namespace implements Value {
  private final Map<String, Value> attributes = new LinkedHashMap<>();

  public Map<String, Value> attributes() {
    return attributes;
  }

  @Override
  public String typeName() {
    return "Namespace";
  }
}
