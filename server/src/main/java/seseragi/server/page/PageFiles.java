package seseragi.server.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import seseragi.server.http.Exchange;

/** All files of the page, which lie beside this class; {@code files.txt} names them. */
final class PageFiles {
  static final String INDEX = "index.html";

  /**
   * Only what this server gives is run, shown or asked; no text becomes markup, except by the
   * policy of trusted types that lets the names of characters through; nobody may put the page into
   * a frame.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types entities";

  private final Map<String, PageFile> files;

  PageFiles() {
    files = new LinkedHashMap<>();
    for (String name : text("files.txt").lines().toList()) {
      files.put(name, new PageFile(name, bytes(name)));
    }
  }

  /** Sends a file. Called on the connection's thread. */
  void send(Exchange exchange, String name, Supplier<RuntimeException> missing) {
    PageFile file = Optional.ofNullable(files.get(name)).orElseThrow(missing);
    if (file.isPage()) {
      exchange.answerHeader("Content-Security-Policy", POLICY);
      exchange.answerHeader("Cross-Origin-Opener-Policy", "same-origin");
      exchange.answerHeader("Referrer-Policy", "no-referrer");
      exchange.answerHeader("X-Frame-Options", "DENY");
    }
    file.send(exchange);
  }

  private static String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String name) {
    try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the page's file " + name + " is missing; build web/");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
