package seseragi.kernels.vector;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Classes whose code is made for one width of the vector registers. The compiler turns vector code
 * into machine instructions only where the species is a constant, and several widths have to live
 * in one process (they are compared with each other). So a class that says {@code
 * Specialised.floats(lookup())} in a constant is defined once per width, from the same bytes, with
 * the width as its class data; callers know it by an interface.
 */
final class Specialised {
  private Specialised() {}

  /** A new instance of {@code template}, by its constructor without arguments, for a width. */
  static <T> T create(Class<T> type, Class<? extends T> template, int bits) {
    try {
      VectorSpecies<Float> species = VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
      Lookup lookup =
          MethodHandles.lookup().defineHiddenClassWithClassData(bytes(template), species, true);
      return type.cast(
          lookup
              .findConstructor(
                  lookup.lookupClass(), java.lang.invoke.MethodType.methodType(void.class))
              .invoke());
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot specialise " + template.getName(), e);
    }
  }

  private static byte[] bytes(Class<?> template) throws IOException {
    String file = template.getSimpleName() + ".class";
    try (InputStream in = template.getResourceAsStream(file)) {
      if (in == null) {
        throw new IOException(file + " is not beside its package");
      }
      return in.readAllBytes();
    }
  }

  /** The species that the class of {@code lookup} was made for. */
  @SuppressWarnings("unchecked")
  static VectorSpecies<Float> floats(Lookup lookup) {
    try {
      VectorSpecies<Float> species =
          MethodHandles.classData(
              lookup, java.lang.constant.ConstantDescs.DEFAULT_NAME, VectorSpecies.class);
      return species == null ? FloatVector.SPECIES_PREFERRED : species;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
