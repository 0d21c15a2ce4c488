package seseragi.server.cli;

import java.lang.module.ModuleDescriptor;

/** What is running. */
final class Version {
  /** Of Seseragi: that of the module's jar. */
  static final String SESERAGI =
      Version.class
          .getModule()
          .getDescriptor()
          .version()
          .map(ModuleDescriptor.Version::toString)
          .orElse("development");

  private Version() {}
}
