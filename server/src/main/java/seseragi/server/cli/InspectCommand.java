package seseragi.server.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import seseragi.engine.gguf.GgufFile;
import seseragi.engine.gguf.GgufValue;
import seseragi.engine.gguf.TensorInfo;
import seseragi.server.cli.HumanNumber.ByteSize;

/** Shows what is in a model file, without computing anything. */
@Command(
    name = "inspect",
    aliases = "show",
    description = "Show metadata and tensors of a GGUF file.")
final class InspectCommand implements Callable<Integer> {
  /** Characters of a value that are shown; and elements of an array. */
  private static final int SHOWN = 72;

  private static final int SHOWN_ELEMENTS = 6;

  /** Arrays up to this length are written into JSON as they are. */
  private static final int JSON_ELEMENTS = 100;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "A GGUF file; of a split model any part (default: the built-in guide).")
  Path file;

  @Option(
      names = "--json",
      fallbackValue = "true",
      defaultValue = "false",
      description = "For programs.")
  boolean json;

  @Option(
      names = "--full",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Show long texts and arrays whole.")
  boolean full;

  @Mixin CommonOptions common;

  private final Io io;

  InspectCommand(Io io) {
    this.io = io;
  }

  @Override
  public Integer call() {
    try (GgufFile model = GgufFile.describe(ModelSource.of(file).file())) {
      if (json) {
        io.out().println(Json.pretty(facts(model)));
      } else {
        print(model);
      }
    }
    return Commands.DONE;
  }

  private void print(GgufFile model) {
    summary(model).forEach((name, value) -> io.out().printf("%-14s %s%n", name, value));
    io.out().printf("%nmetadata (%d)%n", model.metadata().keys().size());
    List<List<String>> rows = new ArrayList<>();
    for (String key : model.metadata().keys()) {
      GgufValue value = model.metadata().value(key);
      rows.add(List.of("  " + Printable.line(key), type(value), text(value)));
    }
    Printable.table(rows, false, false, false).forEach(io.out()::println);
    printTensors(model.inventory());
  }

  private static Map<String, String> summary(GgufFile model) {
    Map<String, String> summary = new LinkedHashMap<>();
    summary.put("file", Printable.line(model.path().toString()));
    summary.put("size", new ByteSize(model.bytes()) + " (" + model.bytes() + " bytes)");
    summary.put("name", Printable.line(model.metadata().string("general.name", "-"), SHOWN));
    summary.put(
        "architecture",
        Printable.line(model.metadata().string("general.architecture", "-"), SHOWN));
    summary.put("parameters", HumanNumber.parameters(parameters(model.inventory())));
    summary.put("quantization", Printable.line(mainType(model).orElse("-")));
    return summary;
  }

  private void printTensors(List<TensorInfo> tensors) {
    io.out().printf("%ntensors (%d)%n", tensors.size());
    List<List<String>> rows = new ArrayList<>();
    for (TensorInfo tensor : tensors) {
      rows.add(
          List.of(
              "  " + Printable.line(tensor.name()),
              tensor.type(),
              shape(tensor),
              size(List.of(tensor))));
    }
    Printable.table(rows, false, false, false, true).forEach(io.out()::println);
    io.out().printf("%nby type%n");
    Printable.table(byType(tensors), false, true, true, true).forEach(io.out()::println);
    if (!tensors.stream().allMatch(TensorInfo::supported)) {
      io.out().printf("%nSeseragi cannot compute with the types marked with *.%n");
    }
  }

  private static List<List<String>> byType(List<TensorInfo> tensors) {
    Map<String, List<TensorInfo>> groups =
        tensors.stream()
            .collect(
                Collectors.groupingBy(
                    tensor -> tensor.type() + (tensor.supported() ? "" : " *"),
                    TreeMap::new,
                    Collectors.toList()));
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("  type", "tensors", "parameters", "size"));
    groups.forEach(
        (type, members) ->
            rows.add(
                List.of(
                    "  " + type,
                    String.valueOf(members.size()),
                    HumanNumber.parameters(parameters(members)),
                    size(members))));
    return rows;
  }

  private static long parameters(List<TensorInfo> tensors) {
    return tensors.stream().mapToLong(TensorInfo::count).sum();
  }

  /** The type of most numbers. */
  private static Optional<String> mainType(GgufFile model) {
    Map<String, Long> counts = new LinkedHashMap<>();
    model.inventory().forEach(tensor -> counts.merge(tensor.type(), tensor.count(), Long::sum));
    return counts.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }

  private static String size(List<TensorInfo> tensors) {
    return tensors.stream().allMatch(tensor -> tensor.bytes().isPresent())
        ? new ByteSize(tensors.stream().mapToLong(t -> t.bytes().orElseThrow()).sum()).toString()
        : "?";
  }

  private static String shape(TensorInfo tensor) {
    return tensor.dimensions().stream().map(String::valueOf).collect(Collectors.joining(" x "));
  }

  private static String type(GgufValue value) {
    return value instanceof GgufValue.Array array
        ? array.elementType() + "[" + array.elements().size() + "]"
        : value.type().toString();
  }

  private String text(GgufValue value) {
    String text =
        switch (value) {
          case GgufValue.Array array ->
              array.elements().stream()
                  .limit(full ? Long.MAX_VALUE : SHOWN_ELEMENTS)
                  .map(this::text)
                  .collect(Collectors.joining(", "));
          case GgufValue.Text string -> string.toString();
          case GgufValue.Whole whole -> whole.toString();
          case GgufValue.Real real -> real.toString();
          case GgufValue.Bool bool -> bool.toString();
        };
    boolean elided =
        !full && value instanceof GgufValue.Array a && a.elements().size() > SHOWN_ELEMENTS;
    return (full ? Printable.line(text) : Printable.line(text, SHOWN)) + (elided ? ", …" : "");
  }

  private Map<String, Object> facts(GgufFile model) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("file", model.path().toString());
    facts.put("bytes", model.bytes());
    facts.put("parameters", parameters(model.inventory()));
    facts.put("quantization", mainType(model).orElse(""));
    Map<String, Object> metadata = new LinkedHashMap<>();
    model.metadata().keys().forEach(key -> metadata.put(key, fact(model.metadata().value(key))));
    facts.put("metadata", metadata);
    List<Object> tensors = new ArrayList<>();
    for (TensorInfo tensor : model.inventory()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", tensor.name());
      fields.put("type", tensor.type());
      fields.put("supported", tensor.supported());
      fields.put("shape", tensor.dimensions());
      tensor.bytes().ifPresent(bytes -> fields.put("bytes", bytes));
      tensors.add(fields);
    }
    facts.put("tensors", tensors);
    return facts;
  }

  /** A long array is given as its type and length, unless all was asked for. */
  private Object fact(GgufValue value) {
    return switch (value) {
      case GgufValue.Whole whole ->
          whole.toString().startsWith("-") || whole.value() >= 0
              ? (Object) whole.value()
              : new java.math.BigInteger(whole.toString());
      case GgufValue.Real real -> real.value();
      case GgufValue.Bool bool -> bool.value();
      case GgufValue.Text text -> text.toString();
      case GgufValue.Array array ->
          full || array.elements().size() <= JSON_ELEMENTS
              ? array.elements().stream().map(this::fact).toList()
              : Map.of(
                  "elementType", array.elementType().toString(), "count", array.elements().size());
    };
  }
}
