package seseragi.engine.model;

import java.util.Arrays;
import seseragi.engine.gguf.GgufMetadata;
import seseragi.engine.gguf.ModelFormatException;

/**
 * The hyper-parameters of one architecture: metadata keys that begin with its name, each checked
 * against what is possible.
 */
record ArchitectureKeys(GgufMetadata metadata, String architecture) {

  String key(String name) {
    return architecture + "." + name;
  }

  boolean has(String name) {
    return metadata.has(key(name));
  }

  /** An integer from {@code least} to {@code most}; an array of equal ones counts as one. */
  int integer(String name, long least, long most) {
    String key = key(name);
    long value = metadata.has(key) && metadata.isArray(key) ? common(key) : metadata.integer(key);
    if (value < least || value > most) {
      throw refuse(name, "the value is %d, %d to %d are possible".formatted(value, least, most));
    }
    return (int) value;
  }

  int integer(String name, long least, long most, int otherwise) {
    return has(name) ? integer(name, least, most) : otherwise;
  }

  private long common(String key) {
    long[] values = metadata.integers(key);
    if (values.length == 0 || Arrays.stream(values).distinct().count() != 1) {
      throw metadata.refuse(
          key, "the value differs from layer to layer, which is not supported yet");
    }
    return values[0];
  }

  double number(String name, double least, double most, double otherwise) {
    return has(name) ? number(name, least, most) : otherwise;
  }

  /** A number from {@code least} to {@code most}. */
  double number(String name, double least, double most) {
    double value = metadata.number(key(name));
    if (!(value >= least && value <= most)) {
      throw refuse(name, "the value is %s, %s to %s are possible".formatted(value, least, most));
    }
    return value;
  }

  String string(String name, String otherwise) {
    return metadata.string(key(name), otherwise);
  }

  ModelFormatException refuse(String name, String reason) {
    return metadata.refuse(key(name), reason);
  }
}
