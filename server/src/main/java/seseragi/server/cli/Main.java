package seseragi.server.cli;

/** Entry point of the command line. */
public final class Main {
  private Main() {}

  /** Runs a command and ends the process: 0 done, 1 failed, 2 not understood. */
  public static void main(String[] args) {
    System.exit(Commands.execute(Io.ofProcess(), args));
  }
}
