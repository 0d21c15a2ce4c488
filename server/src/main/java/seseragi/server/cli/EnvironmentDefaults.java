package seseragi.server.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every option may also come from a variable: {@code --ctx-size} from {@code SESERAGI_CTX_SIZE},
 * and likewise every other long name of the option. The command line wins, then the first name.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {
  private static final String PREFIX = "SESERAGI_";

  private final Map<String, String> environment;

  EnvironmentDefaults(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** Variables that set an option, the preferred one first; none for help, version and others. */
  static List<String> variables(OptionSpec option) {
    if (option.usageHelp() || option.versionHelp()) {
      return List.of();
    }
    return Arrays.stream(option.names())
        .filter(name -> name.startsWith("--"))
        .map(name -> PREFIX + name.substring(2).replace('-', '_').toUpperCase(Locale.ROOT))
        .toList();
  }

  /** The variable that an option's value comes from, if one of them is set. */
  Optional<String> variable(OptionSpec option) {
    return variables(option).stream()
        .filter(name -> !environment.getOrDefault(name, "").isEmpty())
        .findFirst();
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null; // picocli: no default from here
    }
    return variable(option).map(environment::get).orElse(null);
  }
}
