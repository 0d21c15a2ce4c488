package seseragi.server;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
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
 * Which packages may use which, over all modules, held against the class files: every class that a
 * constant pool names, in code, in a signature or in an annotation, counts as used.
 */
final class FloorPlan {
  private static final String ROOT = "seseragi.";
  private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([\\w/$]+)[;<]");

  private final List<URI> modules;
  private final Map<String, Set<String>> allowed = new HashMap<>();

  /**
   * @param types one class of each module, whose folder or jar is read whole
   */
  FloorPlan(Class<?>... types) {
    modules =
        Stream.of(types)
            .map(type -> ModuleLayer.boot().configuration().findModule(type.getModule().getName()))
            .map(module -> module.orElseThrow().reference().location().orElseThrow())
            .toList();
  }

  /** {@code room} may use {@code others}; all without the common beginning "seseragi.". */
  FloorPlan allow(String room, String... others) {
    Set<String> names = new HashSet<>();
    for (String other : others) {
      names.add(ROOT + other);
    }
    allowed.put(ROOT + room, names);
    return this;
  }

  /** Takes a room out of the plan. */
  void forget(String room) {
    allowed.remove(ROOT + room);
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
      if (!described(room)) {
        faults.add(room + " has no package-info");
      }
    }
    return faults;
  }

  /** Looked up in the sources: the compiler drops a package-info that has no annotation. */
  private static boolean described(String room) {
    String module = room.substring(ROOT.length()).replaceFirst("\\..*", "");
    Path sources = Path.of(module, "src/main/java");
    return Files.exists(sources.resolve(room.replace('.', '/')).resolve("package-info.java"));
  }

  private List<ClassModel> models() {
    List<ClassModel> models = new ArrayList<>();
    for (URI module : modules) {
      Path path = Path.of(module);
      if (Files.isDirectory(path)) {
        parseAll(path, models);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(path)) {
          parseAll(jar.getPath("/"), models);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return models;
  }

  private static void parseAll(Path folder, List<ClassModel> models) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.toString().endsWith(".class")) {
          models.add(ClassFile.of().parse(Files.readAllBytes(file)));
        }
      }
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
    if (name.startsWith(ROOT) && name.lastIndexOf('.') > 0) {
      packages.add(packageOf(name));
    }
  }

  private static String packageOf(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }
}
