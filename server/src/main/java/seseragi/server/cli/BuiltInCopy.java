package seseragi.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;

/**
 * A copy of a model in a jar, outside of it, as a model is mapped into memory. It is made once and
 * used again: {@code ~/.cache/seseragi}, or where {@code XDG_CACHE_HOME} says. Where nothing can be
 * written there, it is a temporary file that is gone when the JVM ends.
 */
final class BuiltInCopy {
  private static final String SUFFIX = ".gguf";

  private BuiltInCopy() {}

  /**
   * The copy.
   *
   * @param resource in a jar
   * @param name what its file name begins with
   */
  static Path of(URL resource, String name) throws IOException {
    return of(resource, name, cache());
  }

  static Path of(URL resource, String name, Path folder) throws IOException {
    JarEntry entry = ((JarURLConnection) resource.openConnection()).getJarEntry();
    Path copy = folder.resolve("%s-%08x%s".formatted(name, entry.getCrc(), SUFFIX));
    try {
      if (!isWhole(copy, entry)) {
        Files.createDirectories(folder);
        Path fresh = Files.createTempFile(folder, name + "-", ".part");
        write(resource, fresh);
        Files.move(fresh, copy, StandardCopyOption.ATOMIC_MOVE);
        removeOthers(folder, name, copy);
      }
      return copy;
    } catch (IOException e) { // a home that is read-only, or another start tidied up
      if (isWhole(copy, entry)) {
        return copy;
      }
      Path temporary = Files.createTempFile(name + "-", SUFFIX);
      temporary.toFile().deleteOnExit();
      write(resource, temporary);
      return temporary;
    }
  }

  private static boolean isWhole(Path copy, JarEntry entry) throws IOException {
    return Files.isRegularFile(copy) && Files.size(copy) == entry.getSize();
  }

  private static void write(URL resource, Path file) throws IOException {
    try (InputStream packed = resource.openStream()) {
      Files.copy(packed, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Those of other versions, and what a start that was killed left half-written. */
  private static void removeOthers(Path folder, String name, Path copy) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, name + "-*")) {
      for (Path file : files) {
        if (!file.equals(copy)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static Path cache() {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path base =
        configured != null && Path.of(configured).isAbsolute()
            ? Path.of(configured)
            : Path.of(System.getProperty("user.home"), ".cache");
    return base.resolve("seseragi");
  }
}
