package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each room uses only the rooms that its page says: read from the class files, not the sources. */
class FloorPlanTest {
  private static final String ROOT = "seseragi.server";

  /** Room -> rooms of this module that it may use; the empty name is the top room. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.of(
          "json", Set.of(),
          "serving", Set.of(),
          "http", Set.of("json"),
          "openai", Set.of("http", "serving", "json"),
          "live", Set.of("http", "serving"),
          "metrics", Set.of("http", "serving"),
          "", Set.of("http", "serving", "json", "openai", "live", "metrics"),
          "cli", Set.of("", "http", "serving", "json", "openai", "live", "metrics"));

  /** Rooms that know no model. */
  private static final Set<String> WITHOUT_ENGINE = Set.of("http", "json");

  private static final Pattern NAME = Pattern.compile("seseragi/[a-z0-9/]*(?=/[A-Z])");

  @Test
  void noRoomUsesARoomAboveIt() throws IOException, URISyntaxException {
    Set<String> wrong = new TreeSet<>();
    Set<String> seen = new TreeSet<>();
    try (Stream<Path> files = Files.walk(classes())) {
      files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> !file.endsWith("module-info.class"))
          .forEach(
              file -> {
                ClassModel model = parse(file);
                String room = room(packageOf(model.thisClass().asInternalName()));
                seen.add(room);
                used(model).forEach(p -> check(room, p, model, wrong));
              });
    }
    assertEquals(Set.of(), wrong);
    assertTrue(seen.containsAll(Set.of("http", "openai", "live", "metrics", "")), "saw " + seen);
  }

  private static void check(String room, String used, ClassModel model, Set<String> wrong) {
    boolean inside = used.equals(ROOT) || used.startsWith(ROOT + ".");
    boolean right =
        inside
            ? room(used).equals(room) || MAY_USE.getOrDefault(room, Set.of()).contains(room(used))
            : !WITHOUT_ENGINE.contains(room);
    if (!right) {
      wrong.add(model.thisClass().asInternalName() + " uses " + used);
    }
  }

  /** Packages of Seseragi that are named anywhere in a class: in types, descriptors, signatures. */
  private static Set<String> used(ClassModel model) {
    Set<String> packages = new TreeSet<>();
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof ClassEntry type) {
        collect(type.asInternalName(), packages);
      } else if (entry instanceof Utf8Entry text && text.stringValue().contains(";")) {
        collect(text.stringValue(), packages);
      }
    }
    return packages;
  }

  private static void collect(String text, Set<String> packages) {
    NAME.matcher(text)
        .results()
        .map(MatchResult::group)
        .forEach(name -> packages.add(name.replace('/', '.')));
  }

  private static String packageOf(String internalName) {
    return internalName.substring(0, internalName.lastIndexOf('/')).replace('/', '.');
  }

  private static String room(String packageName) {
    return packageName.equals(ROOT) ? "" : packageName.substring(ROOT.length() + 1);
  }

  private static ClassModel parse(Path file) {
    try {
      return ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path classes() throws URISyntaxException {
    String name = "SeseragiServer.class";
    URI here = SeseragiServer.class.getResource(name).toURI();
    return Path.of(here).getParent();
  }
}
