package seseragi.jinja.value;

/** What a dict's {@code keys()}, {@code values()} and {@code items()} return. */
public record DictView(Kind kind, DictValue dict) implements Value {
  /** Which of the three. */
  public enum Kind {
    KEYS("dict_keys"),
    VALUES("dict_values"),
    ITEMS("dict_items");

    private final String typeName;

    Kind(String typeName) {
      this.typeName = typeName;
    }
  }

  @Override
  public String typeName() {
    return kind.typeName;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
