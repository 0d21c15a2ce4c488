package seseragi.kernels;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which packages of a module may use which, held against the class files: every class that a
 * constant pool names, in code, in a signature or in an annotation, counts as used.
 */
final class FloorPlan {
  private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([\\w/$]+)[;<]");

  /** Beside the working directory of the tests: the compiler drops what only has a comment. */
  private static final Path SOURCES = Path.of("src/main/java");

  private final Path classes;
  private final String root;
  private final Map<String, Set<String>> allowed = new HashMap<>();

  private FloorPlan(Path classes, String root) {
    this.classes = classes;
    this.root = root;
  }

  /** A plan for the module that holds {@code type}, whose packages begin with {@code root}. */
  static FloorPlan of(Class<?> type, String root) {
    try {
      Path location = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      return new FloorPlan(location, root);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code room} may use {@code others}; names are below the root, "" is the root itself. */
  FloorPlan allow(String room, Set<String> others) {
    Set<String> names = new HashSet<>();
    others.forEach(other -> names.add(full(other)));
    allowed.put(full(room), names);
    return this;
  }

  private String full(String room) {
    return room.isEmpty() ? root : root + "." + room;
  }

  /** Fails with every edge that the plan does not allow. */
  void check() {
    List<String> faults = faults();
    if (!faults.isEmpty()) {
      fail(String.join("\n", faults));
    }
  }

  List<String> faults() {
    List<String> faults = new ArrayList<>();
    for (ClassModel model : models()) {
      String name = model.thisClass().asInternalName().replace('/', '.');
      if (name.equals("module-info")) {
        continue;
      }
      String from = packageOf(name);
      if (name.endsWith(".package-info")) {
        continue;
      }
      if (!allowed.containsKey(from)) {
        faults.add(from + " is not in the plan: " + name);
      } else {
        for (String used : uses(model)) {
          if (!used.equals(from) && !allowed.get(from).contains(used)) {
            faults.add("%s uses %s".formatted(name, used));
          }
        }
      }
    }
    for (String room : allowed.keySet()) {
      if (!describes(SOURCES.resolve(room.replace('.', '/')).resolve("package-info.java"))) {
        faults.add(room + " has no package-info that says what it may use");
      }
    }
    return faults;
  }

  private static boolean describes(Path file) {
    try {
      return Files.exists(file) && Files.readString(file).contains("<p>May use: ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<ClassModel> models() {
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .map(FloorPlan::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ClassModel parse(Path file) {
    try {
      return ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Packages below the root that a class names. */
  private Set<String> uses(ClassModel model) {
    Set<String> packages = new HashSet<>();
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry type -> add(packages, type.asInternalName());
        case Utf8Entry text -> {
          Matcher matcher = IN_DESCRIPTOR.matcher(text.stringValue());
          while (matcher.find()) {
            add(packages, matcher.group(1));
          }
        }
        default -> {}
      }
    }
    return packages;
  }

  private void add(Set<String> packages, String internalName) {
    String name = internalName.replace('/', '.').replaceFirst("^\\[+L", "").replace(";", "");
    if (name.startsWith(root + ".") && name.lastIndexOf('.') > 0) {
      packages.add(packageOf(name));
    }
  }

  private static String packageOf(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }
}
