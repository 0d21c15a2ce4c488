package seseragi.jinja.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;

/** The tables of built-ins say where each is specified, once. */
class TablesTest {

  @org.junit.jupiter.api.Test
  void everyEntryHasItsOwnPlaceInTheDocumentation() {
    Set<String> places = new HashSet<>();
    for (Filter filter : Filter.values()) {
      assertTrue(places.add(filter.documentation()), filter.name());
    }
    for (Test test : Test.values()) {
      assertTrue(places.add(test.documentation()), test.name());
    }
    for (Method method : Method.values()) {
      assertTrue(places.add(method.documentation()), method.name());
    }
    for (Global global : Global.values()) {
      assertTrue(places.add(global.documentation() + " " + global.label()), global.name());
    }
  }

  @org.junit.jupiter.api.Test
  void aliasesNameTheSameEntry() {
    assertEquals(Filter.named("length", false), Filter.named("count", false));
    assertEquals(Filter.named("escape", false), Filter.named("e", false));
    assertEquals(Filter.named("default", false), Filter.named("d", false));
    assertEquals(Test.named("eq"), Test.named("=="));
    assertEquals(Test.named("gt"), Test.named("greaterthan"));
  }

  @org.junit.jupiter.api.Test
  void theExtensionFilterExistsOnlyWhereAskedFor() {
    assertFalse(Filter.named("from_json", false).isPresent());
    assertTrue(Filter.named("from_json", true).isPresent());
  }
}
