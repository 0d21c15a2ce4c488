package seseragi.jinja;

import java.util.Objects;

/**
 * A text among the variables that counts as the template's own, such as {@code bos_token}. See
 * {@link Rendered#segments}.
 */
public record TrustedText(String text) {
  public TrustedText {
    Objects.requireNonNull(text, "text");
  }
}
