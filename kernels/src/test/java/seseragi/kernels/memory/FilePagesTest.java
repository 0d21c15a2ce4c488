package seseragi.kernels.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FilePagesTest {
  private static final int BYTES = 8 << 20;
  private static final int STEP = 4096;

  @TempDir Path folder;

  @Test
  @EnabledOnOs(OS.LINUX)
  void releasedPagesNoLongerCountAndAreStillRead() throws IOException {
    Path path = folder.resolve("numbers");
    byte[] bytes = new byte[BYTES];
    Arrays.fill(bytes, (byte) 7);
    Files.write(path, bytes);
    try (Arena arena = Arena.ofShared();
        FileChannel channel = FileChannel.open(path)) {
      MemorySegment file = channel.map(MapMode.READ_ONLY, 0, BYTES, arena);
      assertEquals(7L * (BYTES / STEP), sum(file));
      long resident = residentFilePages();
      FilePages.release(file.asSlice(100, BYTES - 200));
      long left = residentFilePages();
      assertTrue(resident - left > BYTES / STEP / 2, resident + " pages, then " + left);
      assertEquals(7L * (BYTES / STEP), sum(file));
    }
  }

  @Test
  void memoryThatIsNotAFileIsLeftAlone() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(BYTES);
      memory.fill((byte) 7);
      FilePages.release(memory.asReadOnly());
      assertEquals(7L * (BYTES / STEP), sum(memory));
    }
  }

  private static long sum(MemorySegment memory) {
    long sum = 0;
    for (long at = 0; at < memory.byteSize(); at += STEP) {
      sum += memory.get(JAVA_BYTE, at);
    }
    return sum;
  }

  /** The third number of {@code /proc/self/statm}: resident pages of files. */
  private static long residentFilePages() throws IOException {
    return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[2]);
  }
}
