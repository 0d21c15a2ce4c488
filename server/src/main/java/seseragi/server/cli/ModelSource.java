package seseragi.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The file of a model.
 *
 * @param file exists
 * @param builtIn whether it is the small guide that comes with Seseragi
 */
record ModelSource(Path file, boolean builtIn) {
  /** Name of the built-in model, as clients see it. */
  static final String GUIDE = "seseragi-guide";

  private static final String RESOURCE = "/seseragi/builtin/" + GUIDE + "-q8_0.gguf";

  /**
   * The file that was asked for, or the built-in guide.
   *
   * @param asked null for the built-in guide
   */
  static ModelSource of(Path asked) {
    if (asked == null) {
      return new ModelSource(guide(), true);
    }
    if (!Files.exists(asked)) {
      throw new CommandException(
          "there is no file %s; give the path of a GGUF file".formatted(asked));
    }
    if (Files.isDirectory(asked)) {
      throw new CommandException("%s is a folder; give the path of a GGUF file".formatted(asked));
    }
    return new ModelSource(asked, false);
  }

  /** What a person should know who did not name a model; else empty. */
  String note() {
    return builtIn ? "built-in guide; --model FILE.gguf for a real model" : "";
  }

  private static Path guide() {
    URL resource = ModelSource.class.getResource(RESOURCE);
    if (resource == null) {
      throw new CommandException(
          "this build has no built-in model; name one with --model FILE.gguf");
    }
    try {
      URI uri = resource.toURI();
      return uri.getScheme().equals("file") ? Path.of(uri) : extracted();
    } catch (URISyntaxException | IOException e) {
      throw new CommandException("the built-in model cannot be unpacked: " + e.getMessage(), e);
    }
  }

  /** A copy outside of the jar, as a model is mapped into memory; gone when the JVM ends. */
  private static Path extracted() throws IOException {
    Path copy = Files.createTempFile(GUIDE + "-", ".gguf");
    copy.toFile().deleteOnExit();
    try (InputStream packed = ModelSource.class.getResourceAsStream(RESOURCE)) {
      Files.copy(packed, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }
}
