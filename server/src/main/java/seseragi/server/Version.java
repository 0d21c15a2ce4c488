package seseragi.server;

import java.lang.module.ModuleDescriptor;

/** Which Seseragi this is. */
public final class Version {
  private Version() {}

  /** That of the module, as {@code 0.1.0}. */
  public static String current() {
    return Version.class
        .getModule()
        .getDescriptor()
        .version()
        .map(ModuleDescriptor.Version::toString)
        .orElse("development");
  }
}
