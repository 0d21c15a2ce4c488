package seseragi.server.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that the tests run in, wherever in it they were started. */
final class Repository {
  private Repository() {}

  /** A file by its path from the root. */
  static Path file(String path) {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("seseragi"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("the tests do not run in the repository");
      }
    }
    return folder.resolve(path);
  }
}
