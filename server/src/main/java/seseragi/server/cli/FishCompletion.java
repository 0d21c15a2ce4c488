package seseragi.server.cli;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completion for fish, which picocli does not write: one {@code complete} line for each command and
 * each option (<a href="https://fishshell.com/docs/current/cmds/complete.html">format</a>).
 */
final class FishCompletion {
  private static final String FIRST = "__fish_use_subcommand";

  private FishCompletion() {}

  static String script(CommandSpec root) {
    StringBuilder script = new StringBuilder("complete -c " + root.name() + " -f\n");
    options(script, root, FIRST);
    for (Map.Entry<String, CommandLine> entry : new TreeMap<>(root.subcommands()).entrySet()) {
      CommandSpec command = entry.getValue().getCommandSpec();
      if (command.usageMessage().hidden()) {
        continue;
      }
      line(script, root, FIRST, "-a " + entry.getKey(), description(command));
      options(script, command, "__fish_seen_subcommand_from " + entry.getKey());
      candidates(script, command, "__fish_seen_subcommand_from " + entry.getKey());
    }
    return script.toString();
  }

  private static void options(StringBuilder script, CommandSpec command, String condition) {
    for (OptionSpec option : command.options()) {
      if (option.hidden()) {
        continue;
      }
      String names =
          Arrays.stream(option.names()).map(FishCompletion::name).collect(Collectors.joining(" "));
      // with an argument: files are as good a guess as any
      String argument = option.arity().max() > 0 ? " -r -F" : "";
      String text = option.description().length == 0 ? "" : option.description()[0];
      line(script, command.root(), condition, names + argument, firstSentence(text));
    }
  }

  /**
   * {@code --model} as {@code -l model}, {@code -m} as {@code -s m}, {@code -ctk} as an old one.
   */
  private static String name(String option) {
    if (option.startsWith("--")) {
      return "-l " + option.substring(2);
    }
    return (option.length() == 2 ? "-s " : "-o ") + option.substring(1);
  }

  private static void candidates(StringBuilder script, CommandSpec command, String condition) {
    TreeSet<String> words = new TreeSet<>(command.subcommands().keySet());
    command.positionalParameters().stream()
        .filter(parameter -> parameter.completionCandidates() != null)
        .forEach(parameter -> parameter.completionCandidates().forEach(words::add));
    if (!words.isEmpty()) {
      line(script, command.root(), condition, "-a '" + String.join(" ", words) + "'", "");
    } else if (!command.positionalParameters().isEmpty()) {
      line(script, command.root(), condition, "-F", "");
    }
  }

  private static void line(
      StringBuilder script, CommandSpec root, String condition, String what, String text) {
    script
        .append("complete -c ")
        .append(root.name())
        .append(" -n '")
        .append(condition)
        .append("' ")
        .append(what);
    if (!text.isEmpty()) {
      script.append(" -d '").append(text.replace("\\", "\\\\").replace("'", "\\'")).append('\'');
    }
    script.append('\n');
  }

  private static String description(CommandSpec command) {
    String[] lines = command.usageMessage().description();
    return lines.length == 0 ? "" : firstSentence(lines[0]);
  }

  private static String firstSentence(String text) {
    return text.replaceFirst(" ?\\(default: [^)]*\\)", "").replaceFirst("\\.$", "");
  }
}
