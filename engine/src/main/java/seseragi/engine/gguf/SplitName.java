package seseragi.engine.gguf;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a file of a split model: {@code folder/prefix-00002-of-00003.gguf}.
 *
 * @param number from 1 to {@code count}
 */
record SplitName(Path folder, String prefix, int number, int count) {
  private static final Pattern NAME = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");

  static Optional<SplitName> of(Path path) {
    Matcher matcher = NAME.matcher(String.valueOf(path.getFileName()));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int number = Integer.parseInt(matcher.group(2));
    int count = Integer.parseInt(matcher.group(3));
    return Optional.of(new SplitName(path.resolveSibling(""), matcher.group(1), number, count));
  }

  /** The file with another number. */
  Path path(int other) {
    return folder.resolve("%s-%05d-of-%05d.gguf".formatted(prefix, other, count));
  }
}
