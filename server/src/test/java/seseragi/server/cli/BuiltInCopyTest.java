package seseragi.server.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BuiltInCopyTest {
  @TempDir Path folder;

  private final Path cache = Path.of("cache");

  private URL jar(String name, String content) throws IOException {
    Path jar = folder.resolve(name);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("model.gguf"));
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return URI.create("jar:" + jar.toUri() + "!/model.gguf").toURL();
  }

  private List<Path> copies() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(cache))) {
      return files.toList();
    }
  }

  @Test
  void theCopyIsMadeOnceAndMendedIfItIsNotWhole() throws IOException {
    URL resource = jar("a.jar", "weights");
    Path copy = BuiltInCopy.of(resource, "guide", folder.resolve(cache));
    assertEquals("weights", Files.readString(copy));
    Object made = Files.readAttributes(copy, "unix:ino").get("ino");
    assertEquals(copy, BuiltInCopy.of(resource, "guide", folder.resolve(cache)));
    assertEquals(made, Files.readAttributes(copy, "unix:ino").get("ino"));
    Files.writeString(copy, "weig");
    BuiltInCopy.of(resource, "guide", folder.resolve(cache));
    assertEquals("weights", Files.readString(copy));
    assertEquals(List.of(copy), copies());
  }

  @Test
  void aResourceOfAnImageIsCopiedToo() throws IOException {
    URL resource = URI.create("jrt:/java.base/java/lang/Object.class").toURL();
    Path copy = BuiltInCopy.of(resource, "guide", folder.resolve(cache));
    try (InputStream original = resource.openStream()) {
      assertArrayEquals(original.readAllBytes(), Files.readAllBytes(copy));
    }
  }

  @Test
  void anotherVersionTakesThePlaceAndHalfWrittenOnesGo() throws IOException {
    Path old = BuiltInCopy.of(jar("a.jar", "weights"), "guide", folder.resolve(cache));
    Files.writeString(folder.resolve(cache).resolve("guide-1.part"), "wei");
    Path copy = BuiltInCopy.of(jar("b.jar", "others!"), "guide", folder.resolve(cache));
    assertNotEquals(old, copy);
    assertEquals(List.of(copy), copies());
  }

  @Test
  void withoutAFolderItIsATemporaryFile() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Path copy = BuiltInCopy.of(jar("a.jar", "weights"), "guide", file.resolve("under"));
    assertFalse(copy.startsWith(folder));
    assertArrayEquals("weights".getBytes(StandardCharsets.UTF_8), Files.readAllBytes(copy));
    Files.delete(copy);
  }
}
