package seseragi.dist;

import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.List;

/** What lies on a module path. */
final class Modules {
  private Modules() {}

  /**
   * Returns only if each jar in {@code folder} describes itself as a module.
   *
   * @throws IllegalStateException naming the files that do not
   */
  static void requireNoneAutomatic(Path folder) {
    List<String> automatic =
        ModuleFinder.of(folder).findAll().stream()
            .filter(module -> module.descriptor().isAutomatic())
            .map(Modules::nameAndPlace)
            .sorted()
            .toList();
    if (!automatic.isEmpty()) {
      throw new IllegalStateException(
          "no module-info.class, so jlink refuses them: %s. Use a library that is a module, or keep it out of the image."
              .formatted(String.join(", ", automatic)));
    }
  }

  private static String nameAndPlace(ModuleReference module) {
    return module.descriptor().name()
        + module.location().map(place -> " (" + place + ")").orElse("");
  }
}
