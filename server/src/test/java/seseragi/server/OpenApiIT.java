package seseragi.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code /openapi.json} says of the server is true. */
class OpenApiIT {
  private static final Path PAGE = Path.of("docs", "api.md");
  private static final Pattern ENDPOINT = Pattern.compile("`(GET|POST) (/[^`]*)`|, `(/[^`]+)`");

  private final ServerFixture fixture = new ServerFixture();
  private final JsonNode document = Json.read(fixture.get("/openapi.json").body());

  @AfterEach
  void close() {
    fixture.close();
  }

  private record Operation(String method, String path, JsonNode description) {}

  private List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    document
        .get("paths")
        .forEachEntry(
            (path, methods) ->
                methods.forEachEntry(
                    (method, what) ->
                        operations.add(
                            new Operation(method.toUpperCase(java.util.Locale.ROOT), path, what))));
    return operations;
  }

  @Test
  void eachPathIsRouted() {
    for (Operation operation : operations()) {
      String path = operation.path().replace("{model}", "scripted");
      RawHttp.Answer answer =
          RawHttp.ask(
              fixture.port,
              operation.method(),
              path,
              operation.method().equals("POST") ? "{}" : "");
      assertTrue(
          operation.description().get("responses").has("" + answer.status()),
          operation + " answered " + answer.status());
      assertFalse(answer.status() == 404 || answer.status() == 405, path);
    }
  }

  @Test
  void theDocumentationHasTheSameEndpoints() throws IOException {
    Set<String> documented = new TreeSet<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("| `GET /") || line.startsWith("| `POST /")) {
        String method = "";
        for (Matcher found = ENDPOINT.matcher(line); found.find(); ) {
          method = found.group(1) == null ? method : found.group(1);
          String path = found.group(1) == null ? found.group(3) : found.group(2);
          documented.add(method + " " + path.replace("{name}", "{model}"));
        }
      }
    }
    Set<String> described = new TreeSet<>();
    operations().forEach(operation -> described.add(operation.method() + " " + operation.path()));
    assertEquals(documented, described);
  }

  @Test
  void eachExampleIsValidAndAnsweredAsDescribed() {
    int examples = 0;
    for (Operation operation : operations()) {
      JsonNode body = operation.description().at("/requestBody/content/application~1json");
      JsonNode answered =
          operation.description().at("/responses/200/content/application~1json/schema");
      for (JsonNode example : body.path("examples")) {
        JsonNode value = example.get("value");
        assertValid(body.get("schema"), value, operation.path());
        RawHttp.Answer answer = fixture.post(operation.path(), value.toString());
        assertEquals(200, answer.status(), answer.body());
        if (!value.path("stream").asBoolean(false)) {
          assertValid(answered, Json.read(answer.body()), operation.path());
        }
        examples++;
      }
    }
    assertTrue(examples >= 10, examples + " examples");
  }

  @Test
  void whatIsReadIsAsDescribed() {
    for (String path : List.of("/v1/models", "/v1/models/scripted", "/health", "/version")) {
      JsonNode schema =
          document
              .get("paths")
              .get(path.replace("scripted", "{model}"))
              .at("/get/responses/200/content/application~1json/schema");
      assertValid(schema, Json.read(fixture.get(path).body()), path);
    }
  }

  private void assertValid(JsonNode schema, JsonNode value, String what) {
    ObjectNode root = schema.deepCopy().asObject();
    root.set("components", document.get("components"));
    assertEquals(
        List.of(),
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(root)
            .validate(value),
        () -> what + ": " + value);
  }
}
