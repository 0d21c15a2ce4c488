package seseragi.server.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

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

  /** What is loaded, for people. */
  String name() {
    return builtIn ? GUIDE : Printable.line(String.valueOf(file.getFileName()), 60);
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
      return uri.getScheme().equals("file") ? Path.of(uri) : BuiltInCopy.of(resource, GUIDE);
    } catch (URISyntaxException | IOException e) {
      throw new CommandException("the built-in model cannot be unpacked: " + e.getMessage(), e);
    }
  }
}
