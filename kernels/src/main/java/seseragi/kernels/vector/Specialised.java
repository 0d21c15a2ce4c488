package seseragi.kernels.vector;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Classes whose code is made for one width of the vector registers. The compiler turns vector code
 * into machine instructions only where the species is a constant, and several widths have to live
 * in one process (they are compared with each other). So a class that says {@code
 * Specialised.floats(lookup())} in a constant is defined once per width, from the same bytes, with
 * the width as its class data; callers know it by an interface. Some are also made for each kind of
 * words.
 */
final class Specialised {
  private record Constants(VectorSpecies<Float> floats, Optional<Words> words) {}

  private Specialised() {}

  /** A new instance of {@code template}, by its constructor without arguments, for a width. */
  static <T> T create(Class<T> type, Class<? extends T> template, int bits) {
    return create(type, template, bits, Optional.empty());
  }

  /** The same for a width and a kind of words. */
  static <T> T create(Class<T> type, Class<? extends T> template, int bits, Words words) {
    return create(type, template, bits, Optional.of(words));
  }

  private static <T> T create(
      Class<T> type, Class<? extends T> template, int bits, Optional<Words> words) {
    try {
      VectorSpecies<Float> species = VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
      Constants constants = new Constants(species, words);
      Lookup lookup =
          MethodHandles.lookup().defineHiddenClassWithClassData(bytes(template), constants, true);
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
  static VectorSpecies<Float> floats(Lookup lookup) {
    return constants(lookup).map(Constants::floats).orElse(FloatVector.SPECIES_PREFERRED);
  }

  /** The words that the class of {@code lookup} was made for. */
  static Words words(Lookup lookup) {
    return constants(lookup).flatMap(Constants::words).orElseThrow();
  }

  private static Optional<Constants> constants(Lookup lookup) {
    try {
      return Optional.ofNullable(
          MethodHandles.classData(
              lookup, java.lang.constant.ConstantDescs.DEFAULT_NAME, Constants.class));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
