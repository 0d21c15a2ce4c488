package seseragi.jinja;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packages depend on each other in one direction, and nothing reaches the outside. */
class FloorPlanTest {
  private static final String ROOT = "seseragi/jinja/";

  /** From the lowest: a package may use itself and those before it. */
  private static final List<String> FLOORS =
      List.of("value", "python", "builtin", "syntax", "eval", "");

  private static final List<String> FORBIDDEN =
      List.of(
          "java/lang/reflect/",
          "java/lang/Class",
          "java/lang/ClassLoader",
          "java/io/File",
          "java/nio/file/",
          "java/net/",
          "java/lang/System",
          "java/lang/Runtime",
          "java/util/regex/",
          "javax/",
          "sun/");

  @Test
  void noPackageUsesOneAboveIt() throws IOException {
    List<String> upward = new ArrayList<>();
    for (Path file : classes()) {
      ClassModel model = ClassFile.of().parse(file);
      String from = model.thisClass().asInternalName();
      for (String to : used(model)) {
        if (to.startsWith(ROOT) && floor(to) > floor(from)) {
          upward.add(from + " uses " + to);
        }
      }
    }
    assertEquals(List.of(), upward);
  }

  @Test
  void nothingUsesReflectionFilesTheNetworkOrRegularExpressions() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : classes()) {
      ClassModel model = ClassFile.of().parse(file);
      for (String to : used(model)) {
        boolean allowed = to.equals("java/lang/System"); // identityHashCode
        if (!allowed
            && FORBIDDEN.stream()
                .anyMatch(name -> name.endsWith("/") ? to.startsWith(name) : to.equals(name))) {
          found.add(model.thisClass().asInternalName() + " uses " + to);
        }
      }
    }
    found.removeIf(
        use ->
            use.startsWith(
                "seseragi/jinja/Variables uses java/lang/Class")); // names a refused type
    assertEquals(List.of(), found);
  }

  private static List<Path> classes() throws IOException {
    URI location = URI.create(Template.class.getResource("Template.class").toString());
    try (Stream<Path> files = Files.walk(Path.of(location).getParent())) {
      List<Path> classes = files.filter(file -> file.toString().endsWith(".class")).toList();
      assertFalse(classes.isEmpty());
      return classes;
    }
  }

  private static List<String> used(ClassModel model) {
    List<String> used = new ArrayList<>();
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof ClassEntry type) {
        used.add(type.asInternalName());
      }
    }
    return used;
  }

  private static int floor(String className) {
    String inside = className.substring(ROOT.length());
    int slash = inside.indexOf('/');
    int floor = FLOORS.indexOf(slash < 0 ? "" : inside.substring(0, slash));
    assertFalse(floor < 0, "give " + className + " a floor");
    return floor;
  }
}
