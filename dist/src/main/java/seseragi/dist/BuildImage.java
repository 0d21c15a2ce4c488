package seseragi.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * Makes the image of Seseragi with the tools of the JDK that runs this: links the modules, adds the
 * program that starts them, and replaces the runtime's archive of classes by one that holds
 * Seseragi's too.
 */
public final class BuildImage {
  private static final String MAIN_MODULE = "seseragi.server";

  /**
   * What the JVM is told at each start, so that nobody else has to. Weights and the KV cache are
   * outside of the heap, so that begins small. A message of the JVM is no output of the program.
   */
  private static final String JVM_OPTIONS =
      "--enable-native-access=seseragi.kernels,org.jline.terminal.ffm"
          + " -XX:InitialRAMPercentage=0.25"
          + " -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -Dstdin.encoding=UTF-8"
          + " -Xlog:disable -Xlog:all=warning:stderr";

  private BuildImage() {}

  /**
   * Takes the folder of the modules, the folder to make, the program that starts the image, and the
   * licence.
   *
   * @throws IllegalStateException if a module has no descriptor, or if a tool fails; says which and
   *     why
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 4) {
      throw new IllegalArgumentException("expects: MODULES IMAGE LAUNCHER LICENCE");
    }
    Path image = Path.of(arguments[1]);
    link(Path.of(arguments[0]), image);
    Path launcher = image.resolve("bin/seseragi");
    Files.copy(Path.of(arguments[2]), launcher, StandardCopyOption.REPLACE_EXISTING);
    if (Files.getFileStore(launcher).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.copy(Path.of(arguments[3]), image.resolve("LICENSE"));
    ClassArchive.of(image).rebuild();
  }

  private static void link(Path modules, Path image) throws IOException {
    Files.createDirectories(image.getParent());
    Modules.requireNoneAutomatic(modules);
    ToolProvider jlink =
        ToolProvider.findFirst("jlink")
            .orElseThrow(
                () -> new IllegalStateException("this JDK has no jlink: " + Runtime.version()));
    List<String> options =
        List.of(
            "--module-path",
            modules.toString(),
            "--add-modules",
            MAIN_MODULE,
            "--add-options=" + JVM_OPTIONS,
            "--no-header-files",
            "--no-man-pages",
            "--compress",
            "zip-6",
            "--output",
            image.toString());
    int code = jlink.run(System.out, System.err, options.toArray(String[]::new));
    if (code != 0) {
      throw new IllegalStateException("jlink ended with " + code);
    }
  }
}
