package seseragi.engine.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class GgufMetadataTest {
  @TempDir Path folder;
  private GgufMetadata metadata;

  @BeforeEach
  void read() {
    metadata = GgufFixture.read(GgufFixture.bytes(GgufFixture.everyType(), folder)).metadata();
  }

  @Test
  void integersOfEveryWidthAreRead() {
    for (GgufType type : GgufType.values()) {
      if (type.isInteger()) {
        assertEquals(100, metadata.integer(type.toString()), type.toString());
        assertEquals(100.0, metadata.number(type.toString()), type.toString());
      }
    }
    assertEquals(0xffff_ffffL, metadata.integer("u32"));
  }

  @Test
  void numbersStringsAndBoolsAreRead() {
    assertEquals(1.5, metadata.number("f32"));
    assertEquals(Math.PI, metadata.number("f64"));
    assertTrue(metadata.bool("yes", false));
    assertFalse(metadata.bool("no"));
    assertEquals("test", metadata.string("general.architecture"));
  }

  @Test
  void defaultsStandInForMissingKeysOnly() {
    assertEquals(5, metadata.integer("none", 5));
    assertEquals(5.5, metadata.number("none", 5.5));
    assertEquals("x", metadata.string("none", "x"));
    assertTrue(metadata.bool("none", true));
    assertEquals(100, metadata.integer("uint8", 5));
  }

  @Test
  void arraysAreRead() {
    assertEquals(List.of("a", "", "せせらぎ"), metadata.strings("strings"));
    assertArrayEquals(new long[] {-1, 0, 7}, metadata.integers("int32s"));
    assertArrayEquals(new float[] {0.25f, -2f}, metadata.numbers("float32s"));
    assertArrayEquals(new float[] {-1, 0, 7}, metadata.numbers("int32s"));
    assertTrue(metadata.isArray("int32s"));
    assertFalse(metadata.isArray("u32"));
  }

  @Test
  void bytesThatAreNotUtf8AreKept() {
    assertArrayEquals(new byte[] {(byte) 0xe3}, metadata.byteStrings("bytes").getFirst());
    assertEquals("\ufffd", metadata.strings("bytes").getFirst());
  }

  @Test
  void valuesComeBackAsTheyWereWritten() {
    GgufWriter copy = new GgufWriter();
    for (String key : metadata.keys()) {
      copy.put(key, metadata.value(key));
    }
    GgufMetadata again = GgufFixture.read(GgufFixture.bytes(copy, folder)).metadata();
    assertEquals(List.copyOf(metadata.keys()), List.copyOf(again.keys()));
    for (String key : metadata.keys()) {
      assertEquals(metadata.value(key), again.value(key), key);
    }
    assertEquals(4, ((GgufValue.Array) metadata.value("nested")).elements().size());
  }

  @Test
  void wrongTypeNamesKeyFoundAndExpected() {
    assertRefused(() -> metadata.integer("f32"), "'f32'", "of type float32, expected an integer");
    assertRefused(() -> metadata.number("yes"), "'yes'", "of type bool, expected a number");
    assertRefused(() -> metadata.string("u32", "x"), "of type uint32, expected a string");
    assertRefused(() -> metadata.bool("u32", true), "expected a bool");
    assertRefused(() -> metadata.strings("u32"), "expected an array of strings");
    assertRefused(
        () -> metadata.strings("int32s"), "an array of int32, expected an array of strings");
    assertRefused(() -> metadata.integers("float32s"), "an array of float32");
    assertRefused(() -> metadata.numbers("strings"), "expected an array of numbers");
  }

  @Test
  void missingKeyIsNamed() {
    assertRefused(() -> metadata.integer("none"), "'none': the key is missing");
    assertRefused(() -> metadata.value("none"), "'none': the key is missing");
  }

  @Test
  void unsignedBeyondLongIsRefusedAsIntegerAndReadAsNumber() {
    GgufWriter writer = new GgufWriter().put("big", new GgufValue.Whole(GgufType.UINT64, -1));
    GgufMetadata big = GgufFixture.read(GgufFixture.bytes(writer, folder)).metadata();
    assertRefused(() -> big.integer("big"), "18446744073709551615 is too large");
    assertEquals(0x1p64, big.number("big"));
  }

  private static void assertRefused(Executable access, String... parts) {
    ModelFormatException e = assertThrows(ModelFormatException.class, access);
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }
}
