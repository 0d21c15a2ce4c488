package seseragi.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * A copy of a model in a jar or an image, outside of it, as a model is mapped into memory. It is
 * made once and used again: {@code ~/.cache/seseragi}, or where {@code XDG_CACHE_HOME} says. Where
 * nothing can be written there, it is a temporary file that is gone when the JVM ends.
 */
final class BuiltInCopy {
  private static final String SUFFIX = ".gguf";

  private BuiltInCopy() {}

  /**
   * The copy.
   *
   * @param resource in a jar or an image
   * @param name what its file name begins with
   */
  static Path of(URL resource, String name) throws IOException {
    return of(resource, name, cache());
  }

  static Path of(URL resource, String name, Path folder) throws IOException {
    Fingerprint original = Fingerprint.of(resource);
    Path copy = folder.resolve("%s-%08x%s".formatted(name, original.crc, SUFFIX));
    try {
      if (!isWhole(copy, original)) {
        Files.createDirectories(folder);
        Path fresh = Files.createTempFile(folder, name + "-", ".part");
        write(resource, fresh);
        Files.move(fresh, copy, StandardCopyOption.ATOMIC_MOVE);
        removeOthers(folder, name, copy);
      }
      return copy;
    } catch (IOException e) { // a home that is read-only, or another start tidied up
      if (isWhole(copy, original)) {
        return copy;
      }
      Path temporary = Files.createTempFile(name + "-", SUFFIX);
      temporary.toFile().deleteOnExit();
      write(resource, temporary);
      return temporary;
    }
  }

  /** What tells one version of the model from another. */
  private record Fingerprint(long bytes, long crc) {
    static Fingerprint of(URL resource) throws IOException {
      CRC32 crc = new CRC32();
      try (InputStream original = new CheckedInputStream(resource.openStream(), crc)) {
        long bytes = original.transferTo(OutputStream.nullOutputStream());
        return new Fingerprint(bytes, crc.getValue());
      }
    }
  }

  private static boolean isWhole(Path copy, Fingerprint original) throws IOException {
    return Files.isRegularFile(copy) && Files.size(copy) == original.bytes;
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
