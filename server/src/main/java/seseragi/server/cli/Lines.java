package seseragi.server.cli;

import java.util.Optional;

/** Where a person's messages come from and where answers go. */
interface Lines extends AutoCloseable {
  /** The next message, possibly of several lines; empty at the end. */
  Optional<String> next();

  /** Shows text at once, as it comes. */
  void print(String text);

  /** Says something that is not part of an answer, on a line of its own. */
  void say(String sentence);

  /** Runs {@code work}; Ctrl-C meanwhile runs {@code interrupt} instead of ending the program. */
  void interruptible(Runnable work, Runnable interrupt);

  @Override
  void close();
}
