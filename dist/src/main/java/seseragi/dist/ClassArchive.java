package seseragi.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The runtime's default archive of classes, {@code lib/server/classes.jsa}, which each JVM of the
 * image maps without being told to, and does without where it does not fit (another collector, a
 * heap over 32 GB).
 *
 * <p>Here it holds the classes of a server that has answered, which halves the time to a first
 * answer. The JVM's newer cache with profiles ({@code -XX:AOTCache}) gains nothing more as long as
 * the Vector API incubates: it keeps linked classes and profiles only with an archived module
 * graph, which no incubator module may be in.
 */
record ClassArchive(Path java, Path archive) {
  private static final List<String> PROGRAM =
      List.of("-m", "seseragi.server/seseragi.server.cli.Main");

  static ClassArchive of(Path image) {
    return new ClassArchive(image.resolve("bin/java"), image.resolve("lib/server/classes.jsa"));
  }

  /**
   * Replaces the archive by one of the classes that a server needs which starts, answers, and
   * stops.
   */
  void rebuild() throws IOException, InterruptedException {
    Path work = Files.createTempDirectory("seseragi-classes");
    Path list = work.resolve("classes.txt");
    Path made = work.resolve("classes.jsa");
    Path log = work.resolve("log.txt");
    TrainingRun.of(java, List.of("-Xshare:off", "-XX:DumpLoadedClassList=" + list), PROGRAM).run();
    ProcessBuilder dump =
        new ProcessBuilder(
            java.toString(),
            "-Xshare:dump",
            "-XX:SharedClassListFile=" + list,
            "-XX:SharedArchiveFile=" + made);
    dump.command().addAll(PROGRAM);
    int code = dump.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
    if (code != 0 || !Files.exists(made)) {
      throw new IllegalStateException(
          "no archive of classes (exit code %d): %s".formatted(code, Files.readString(log)));
    }
    Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING);
    Files.delete(list);
    Files.delete(log);
    Files.delete(work);
  }
}
