package seseragi.server.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that lets a shell complete commands and options. */
@Command(
    name = "completion",
    description = "Print the completion script of a shell.",
    footer = {
      "",
      "bash:  eval \"$(seseragi completion bash)\"               in ~/.bashrc",
      "zsh:   eval \"$(seseragi completion zsh)\"                in ~/.zshrc",
      "fish:  seseragi completion fish > ~/.config/fish/completions/seseragi.fish"
    })
final class CompletionCommand implements Runnable {
  /** Shells that are known. Lower case, as people write them. */
  enum Shell {
    bash,
    zsh,
    fish
  }

  @Mixin CommonOptions common;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  Shell shell;

  @Spec CommandSpec spec;

  private final Io io;

  CompletionCommand(Io io) {
    this.io = io;
  }

  @Override
  public void run() {
    io.out()
        .print(
            switch (shell) {
              // one script: picocli's loads bash's completion into zsh by bashcompinit
              case bash, zsh -> AutoComplete.bash("seseragi", spec.root().commandLine());
              case fish -> FishCompletion.script(spec.root());
            });
  }
}
