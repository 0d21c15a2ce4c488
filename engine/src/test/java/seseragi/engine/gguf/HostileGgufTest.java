package seseragi.engine.gguf;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import seseragi.engine.gguf.GgufFixture.Raw;

/** Files that lie. Each is refused with the key, the byte and the reason. */
class HostileGgufTest {
  private static final long F32 = 0;
  @TempDir Path folder;

  @Test
  void everyPrefixOfAGoodFileIsRefused() {
    byte[] good = GgufFixture.bytes(GgufFixture.everyType(), folder);
    GgufFixture.read(good);
    int lastNumber = good.length - 16; // the writer pads the last tensor
    for (int length = 0; length < lastNumber; length++) {
      byte[] prefix = Arrays.copyOf(good, length);
      assertThrows(ModelFormatException.class, () -> GgufFixture.read(prefix), "" + length);
    }
  }

  @Test
  void bytesAfterTheLastTensorAreRefused() {
    byte[] good = GgufFixture.bytes(GgufFixture.everyType(), folder);
    assertRefused(Arrays.copyOf(good, good.length + 1), "", "the last tensor ends here, but");
  }

  @Test
  void otherFormatsAreToldApart() {
    assertRefused(new Raw().i32(0x46554746).done(), "", "it is no GGUF file");
    assertRefused(new Raw().magic().done(), "", "the version takes 4 bytes, but the file ends");
    for (long version : new long[] {0, 1, 4, 0xffff_ffffL}) {
      byte[] bytes = new Raw().magic().i32(version).i64(0).i64(0).done();
      assertRefused(bytes, "", "GGUF version %d is not supported".formatted(version));
    }
    byte[] swapped = new Raw().magic().i32(0x0300_0000).i64(0).i64(0).done();
    assertRefused(swapped, "", "big-endian");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 0xffff_ffffL, 65})
  void countsBeyondTheFileAreRefused(long count) {
    byte[] rest = new byte[64];
    assertAll(
        () -> assertRefused(header(count, 0, rest), "", "number of tensors"),
        () -> assertRefused(header(0, count, rest), "", "number of metadata entries"),
        () ->
            assertRefused(
                new Raw().raw(header(0, 1, new byte[0])).i64(count).raw(rest).done(),
                "",
                "length of metadata key 0"));
  }

  @Test
  void keysHaveToBeNames() {
    assertRefused(entry(new Raw().key("", GgufType.UINT8).i64(0)), "", "metadata key 0 is empty");
    assertRefused(entry(new Raw().i64(1).i8(0xff).i32(0).i8(0)), "", "is not UTF-8");
    assertRefused(
        entry(new Raw().key("a\u001b[2J", GgufType.UINT8).i8(0)), "", "cannot be printed");
    assertRefused(
        header(
            0, 2, new Raw().key("k", GgufType.UINT8).i8(0).key("k", GgufType.UINT8).i8(0).done()),
        "k",
        "the key occurs twice");
  }

  @Test
  void valuesHaveToBeOfAKnownTypeAndWithinTheFile() {
    assertRefused(entry(new Raw().text("k").i32(13).i64(0)), "k", "value type 13 is unknown");
    assertRefused(entry(new Raw().text("k").i32(-1).i64(0)), "k", "value type 4294967295");
    assertRefused(entry(new Raw().key("k", GgufType.BOOL).i8(7)), "k", "a bool has the value 7");
    assertRefused(
        entry(new Raw().key("k", GgufType.STRING).i64(100)), "k", "the length of a string");
    assertRefused(entry(new Raw().key("k", GgufType.UINT64).i32(1)), "k", "takes 8 bytes");
  }

  @Test
  void arraysHaveToFitTheFile() {
    for (long count : new long[] {-1, Long.MAX_VALUE, 1L << 61, 1L << 30, 3}) {
      assertRefused(
          entry(new Raw().key("k", GgufType.ARRAY).i32(GgufType.INT64.id()).i64(count).i64(0)),
          "k",
          "number of array elements");
      assertRefused(
          entry(new Raw().key("k", GgufType.ARRAY).i32(GgufType.STRING.id()).i64(count).i64(0)),
          "k",
          "number of array elements");
    }
  }

  @Test
  void arraysNestedDeeplyAreRefused() {
    Raw raw = new Raw().key("k", GgufType.ARRAY);
    for (int i = 0; i < 4000; i++) {
      raw.i32(GgufType.ARRAY.id()).i64(1);
    }
    assertRefused(entry(raw.i32(0).i64(1).i8(0)), "k", "nested more than 4 deep");
  }

  @Test
  void alignmentHasToBeAPowerOfTwo() {
    for (long alignment : new long[] {0, 13, 1L << 31, 0xffff_ffffL}) {
      assertRefused(
          entry(new Raw().key("general.alignment", GgufType.UINT32).i32(alignment)),
          "general.alignment",
          "a power of two");
    }
    assertRefused(
        entry(new Raw().key("general.alignment", GgufType.INT32).i32(32)),
        "general.alignment",
        "a uint32");
    assertRefused(
        entry(new Raw().key("general.alignment", GgufType.STRING).text("32")),
        "general.alignment",
        "a uint32");
  }

  @Test
  void dimensionsHaveToBePossible() {
    assertRefused(tensor(F32, 0), "t", "0 dimensions");
    assertRefused(tensor(F32, 0, 1, 1, 1, 1, 1), "t", "5 dimensions");
    assertRefused(tensor(F32, 0, 0), "t", "dimension 0 is 0");
    assertRefused(tensor(F32, 0, 1, -1), "t", "dimension 1 is 18446744073709551615");
    assertRefused(tensor(F32, 0, Long.MAX_VALUE, 2), "t", "is too large");
    assertRefused(tensor(F32, 0, 1L << 32, (1L << 32) + 1), "t", "is too large");
    assertRefused(tensor(F32, 0, 1L << 62), "t", "is too large");
    assertRefused(tensor(8, 0, 33), "t", "not whole blocks of 32, as Q8_0 needs");
    assertRefused(tensor(12, 0, 128), "t", "not whole blocks of 256, as Q4_K needs");
  }

  @Test
  void typesThatAreNotSupportedAreNamed() {
    assertRefused(tensor(10, 0, 256), "t", "tensor type Q2_K is not supported yet. Choose a file");
    assertRefused(tensor(4, 0, 32), "t", "Q4_2 (removed");
    assertRefused(tensor(1000, 0, 32), "t", "tensor type 1000 is unknown");
  }

  @Test
  void typesThatAreNotSupportedCanBeLookedAt() {
    byte[] bytes =
        Raw.header(3, 0)
            .tensor("a", 10, 0, 256)
            .tensor("b", F32, 96, 1)
            .tensor("c", 1000, 128, 7)
            .data(160)
            .done();
    GgufShard shard = GgufShard.read(GgufFixture.NAME, MemorySegment.ofArray(bytes), true);
    assertEquals(
        List.of(
            new TensorInfo("a", "Q2_K", List.of(256L), OptionalLong.of(84), false),
            new TensorInfo("b", "F32", List.of(1L), OptionalLong.of(4), true),
            new TensorInfo("c", "type 1000", List.of(7L), OptionalLong.empty(), false)),
        shard.inventory());
    assertEquals(1, shard.tensors().size());
    byte[] overlapping =
        Raw.header(2, 0).tensor("a", 10, 0, 256).tensor("b", F32, 64, 1).data(96).done();
    ModelFormatException e =
        assertThrows(
            ModelFormatException.class,
            () -> GgufShard.read(GgufFixture.NAME, MemorySegment.ofArray(overlapping), true));
    assertTrue(e.getMessage().contains("overlaps 'a'"), e.getMessage());
  }

  @Test
  void namesOfTensorsHaveToBeNames() {
    assertRefused(named("t".repeat(64)), "", "name of tensor 0 has 64 bytes, at most 63");
    assertRefused(named("a/../b"), "a/../b", "must not look like a path");
    assertRefused(named("a\0b"), "", "cannot be printed");
    assertRefused(named(""), "", "name of tensor 0 is empty");
    GgufFixture.read(named("t".repeat(63)));
    byte[] twice = Raw.header(2, 0).tensor("t", F32, 0, 1).tensor("t", F32, 32, 1).data(36).done();
    assertRefused(twice, "t", "the tensor occurs twice");
  }

  @Test
  void tensorsHaveToLieInTheFileBesideEachOther() {
    assertRefused(tensor(F32, 4, 1), "t", "multiple of the alignment 32");
    assertRefused(tensor(F32, -32, 1), "t", "multiple of the alignment 32");
    assertRefused(tensor(F32, 64, 1), "t", "past the end of the file");
    assertRefused(tensor(F32, Long.MAX_VALUE - 31, 1), "t", "past the end of the file");
    assertRefused(tensor(F32, Long.MAX_VALUE - 31, 16), "t", "multiple of the alignment");
    byte[] overlapping =
        Raw.header(2, 0).tensor("a", F32, 32, 1).tensor("b", F32, 0, 9).data(64).done();
    assertRefused(overlapping, "a", "the tensor overlaps 'b'");
  }

  @Test
  void errorsNameFileAndByte() {
    ModelFormatException e =
        assertThrows(
            ModelFormatException.class,
            () -> GgufFixture.read(entry(new Raw().key("k", GgufType.BOOL).i8(7))));
    assertEquals(GgufFixture.NAME, e.file());
    assertEquals(24 + 8 + 1 + 4, e.offset());
    assertEquals(
        "test.gguf: 'k' at byte 37: a bool has the value 7, 0 or 1 are possible", e.getMessage());
  }

  private static byte[] header(long tensors, long entries, byte[] rest) {
    return Raw.header(tensors, entries).raw(rest).done();
  }

  private static byte[] entry(Raw entry) {
    return header(0, 1, entry.done());
  }

  private static byte[] tensor(long type, long offset, long... dimensions) {
    return Raw.header(1, 0).tensor("t", type, offset, dimensions).data(36).done();
  }

  private static byte[] named(String name) {
    return Raw.header(1, 0).tensor(name, F32, 0, 1).data(4).done();
  }

  private static void assertRefused(byte[] bytes, String key, String reason) {
    ModelFormatException e =
        assertThrows(ModelFormatException.class, () -> GgufFixture.read(bytes));
    assertEquals(key, e.key(), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }
}
