package seseragi.server;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;

/** Which Seseragi this is. */
public final class Version {
  private Version() {}

  /** That of the module, as {@code 0.1.0}; {@code development} outside of one. */
  public static String current() {
    return Optional.ofNullable(Version.class.getModule().getDescriptor())
        .flatMap(ModuleDescriptor::version)
        .map(ModuleDescriptor.Version::toString)
        .orElse("development");
  }
}
