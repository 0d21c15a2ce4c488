package seseragi.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;
import seseragi.server.cli.HumanNumber.ByteSize;

final class HumanNumberTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "512, 512",
    "-1, -1",
    "32k, 32000",
    "32K, 32768",
    "25.6k, 25600",
    "1m, 1000000",
    "1M, 1048576",
    "1.5K, 1536",
    "2g, 2000000000"
  })
  void smallUnitsAreDecimalAndLargeOnesBinary(String text, int expected) {
    assertEquals(expected, HumanNumber.toInt(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "k", "1.5", "1.0001k", "3G", "1e3", "12 k", "0x10", "٣", "99999999999"})
  void whatIsNoWholeNumberIsRefused(String text) {
    var e = assertThrows(TypeConversionException.class, () -> HumanNumber.toInt(text));
    assertTrue(e.getMessage().contains("'" + text + "'"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2147483648",
    "0.5, 536870912",
    "2G, 2147483648",
    "2GB, 2147483648",
    "2GiB, 2147483648",
    "512M, 536870912",
    "512m, 536870912",
    "64K, 65536",
    "1T, 1099511627776",
    "100B, 100"
  })
  void sizesOfMemoryAreBinaryAndInGigabytesWithoutUnit(String text, long expected) {
    assertEquals(expected, HumanNumber.toBytes(text).bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5B", "2X", "G", "1 G B", "999999999999T"})
  void whatIsNoSizeIsRefused(String text) {
    assertThrows(TypeConversionException.class, () -> HumanNumber.toBytes(text));
  }

  @Test
  void timesAreInSecondsWithoutUnit() {
    assertEquals(Duration.ofSeconds(30), HumanNumber.toDuration("30"));
    assertEquals(Duration.ofMillis(500), HumanNumber.toDuration("500ms"));
    assertEquals(Duration.ofMinutes(2), HumanNumber.toDuration("2m"));
    assertEquals(Duration.ofHours(1), HumanNumber.toDuration("1h"));
    assertThrows(TypeConversionException.class, () -> HumanNumber.toDuration("-1"));
    assertThrows(TypeConversionException.class, () -> HumanNumber.toDuration("1 week"));
  }

  @Test
  void sizesAreShownWithThreeDigits() {
    assertEquals("0 B", new ByteSize(0).toString());
    assertEquals("999 B", new ByteSize(999).toString());
    assertEquals("0.98 KiB", new ByteSize(1000).toString());
    assertEquals("1.50 GiB", new ByteSize(3L << 29).toString());
    assertEquals("12.3 MiB", new ByteSize(12_900_000).toString());
  }

  @Test
  void parametersAreShownInUnitsOfAThousand() {
    assertEquals("1.10 B", HumanNumber.parameters(1_100_048_384));
    assertEquals("4.20 M", HumanNumber.parameters(4_200_000));
    assertEquals("0.05 K", HumanNumber.parameters(50));
  }
}
