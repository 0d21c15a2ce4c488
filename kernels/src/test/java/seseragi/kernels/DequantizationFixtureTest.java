package seseragi.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import seseragi.kernels.scalar.ScalarKernels;
import seseragi.kernels.tensor.QuantType;
import seseragi.kernels.tensor.Tensor;

/** Rows of real files with the numbers that GGML reads from them. */
@Tag("conformance")
class DequantizationFixtureTest {
  private static final Pattern ROW =
      Pattern.compile(
          "\"type\": *\"(\\w+)\".*?\"n_cols\": *(\\d+).*?\"raw_hex\": *\"(\\w+)\".*?"
              + "\"values\": *\\[([^]]*)]",
          Pattern.DOTALL);

  private record Row(Tensor tensor, List<Float> values) {}

  @Test
  void scalarNumbersEqualThoseOfGgmlBitForBit() throws IOException {
    Set<QuantType> seen = EnumSet.noneOf(QuantType.class);
    try (Kernels kernels = new ScalarKernels()) {
      for (Row row : rows()) {
        float[] numbers = new float[row.values.size()];
        kernels.constant(row.tensor).read(0, numbers, 0);
        for (int i = 0; i < numbers.length; i++) {
          assertEquals(
              Float.floatToRawIntBits(row.values.get(i)),
              Float.floatToRawIntBits(numbers[i]),
              "%s, number %d".formatted(row.tensor.type(), i));
        }
        seen.add(row.tensor.type());
      }
    }
    assertFalse(seen.isEmpty(), "the file holds no row of a known type");
    System.out.println("dequant.json: equal bit for bit: " + seen);
  }

  private static List<Row> rows() throws IOException {
    String json = Files.readString(Path.of(System.getProperty("fixtures"), "models/dequant.json"));
    List<Row> rows = new ArrayList<>();
    Matcher matcher = ROW.matcher(json);
    while (matcher.find()) {
      Set<QuantType> types = EnumSet.allOf(QuantType.class);
      types.removeIf(type -> !type.name().equals(matcher.group(1)));
      if (types.isEmpty()) {
        continue; // a type that is not supported
      }
      byte[] bytes = HexFormat.of().parseHex(matcher.group(3));
      MemorySegment data = MemorySegment.ofArray(bytes).asReadOnly();
      List<Long> dimensions = List.of(Long.valueOf(matcher.group(2)));
      Tensor tensor = new Tensor("row", types.iterator().next(), dimensions, data);
      rows.add(new Row(tensor, numbers(matcher.group(4))));
    }
    return rows;
  }

  private static List<Float> numbers(String list) {
    return Stream.of(list.split(",", -1)).map(String::strip).map(Float::valueOf).toList();
  }
}
