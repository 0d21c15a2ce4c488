package seseragi.dist;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.constant.ModuleDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModulesTest {
  @TempDir Path folder;

  @Test
  void aJarWithoutADescriptorIsRefusedByName() throws IOException {
    jar("modular.jar", "module-info.class", descriptor("some.modular"));
    jar("old-library-1.0.jar", "old/readme.txt", "text".getBytes(StandardCharsets.UTF_8));
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> Modules.requireNoneAutomatic(folder));
    assertTrue(refused.getMessage().contains("old.library"), refused.getMessage());
    assertTrue(!refused.getMessage().contains("some.modular"), refused.getMessage());
  }

  @Test
  void modulesAlonePass() throws IOException {
    jar("modular.jar", "module-info.class", descriptor("some.modular"));
    assertDoesNotThrow(() -> Modules.requireNoneAutomatic(folder));
  }

  private static byte[] descriptor(String name) {
    return ClassFile.of()
        .buildModule(
            ModuleAttribute.of(
                ModuleDesc.of(name),
                module -> module.requires(ModuleDesc.of("java.base"), 0x8000, null)));
  }

  private void jar(String name, String entry, byte[] content) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      jar.putNextEntry(new JarEntry(entry));
      jar.write(content);
    }
  }
}
