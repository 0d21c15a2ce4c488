package seseragi.jinja.value;

/** Python's {@code None}. */
public enum None implements Value {
  NONE;

  @Override
  public String typeName() {
    return "NoneType";
  }
}
