package seseragi.server.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import seseragi.engine.tokenizer.Tokenizer;
import seseragi.server.http.Exchange;
import seseragi.server.json.JsonReader;
import seseragi.server.json.JsonText;
import seseragi.server.serving.ServedModel;
import seseragi.server.serving.Serving;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * Tokens of texts and texts of tokens, and prompts of chats. Understands the requests of
 * llama-server ({@code content}) and vLLM ({@code prompt}, {@code messages}), and answers with the
 * members of both.
 */
final class TokenApi {
  private final Serving serving;
  private final RequestLimits limits;
  private final JsonReader json;
  private final ChatParser chats;

  TokenApi(Serving serving, RequestLimits limits) {
    this.serving = serving;
    this.limits = limits;
    json = limits.jsonReader();
    chats = new ChatParser(limits);
  }

  /** {@code POST /tokenize}. */
  void tokenize(Exchange exchange) {
    ServedModel model = serving.model();
    Fields request = Fields.of(json.read(exchange.body()));
    boolean withPieces = request.bool("with_pieces", false);
    int[] tokens = tokens(model, request);
    TokenTexts texts = new TokenTexts(model.engine().tokenizer());
    exchange.sendJson(
        JsonText.object(
            out -> {
              out.writeArrayPropertyStart("tokens");
              for (int token : tokens) {
                if (withPieces) {
                  piece(out, texts, token);
                } else {
                  out.writeNumber(token);
                }
              }
              out.writeEndArray();
              out.writeNumberProperty("count", tokens.length);
              out.writeNumberProperty("max_model_len", model.engine().model().contextLength());
            }));
  }

  private int[] tokens(ServedModel model, Fields request) {
    Tokenizer tokenizer = model.engine().tokenizer();
    if (request.at("messages").isPresent()) {
      return model.chat().prompt(chats.forTemplate(request)).tokens();
    }
    boolean parseSpecial = request.bool("parse_special", true);
    Optional<String> prompt = text(request, "prompt");
    if (prompt.isPresent()) { // vLLM's form, with its default
      return tokenizer.encode(prompt.get(), request.bool("add_special_tokens", true), parseSpecial);
    }
    String content =
        text(request, "content")
            .orElseThrow(
                () ->
                    BadRequestException.invalid(
                        "content", "missing", "a text here, or in 'prompt', or 'messages'"));
    return tokenizer.encode(content, request.bool("add_special", false), parseSpecial);
  }

  private Optional<String> text(Fields request, String name) {
    Optional<String> text = request.string(name);
    if (text.filter(t -> t.length() > limits.promptCharacters()).isPresent()) {
      throw BadRequestException.invalid(
          name, text.get().length() + " characters", "at most " + limits.promptCharacters());
    }
    return text;
  }

  private static void piece(JsonGenerator out, TokenTexts texts, int token) {
    out.writeStartObject();
    out.writeNumberProperty("id", token);
    texts.piece(out, token);
    out.writeEndObject();
  }

  /** {@code POST /detokenize}. */
  void detokenize(Exchange exchange) {
    ServedModel model = serving.model();
    Fields request = Fields.of(json.read(exchange.body()));
    List<JsonNode> nodes =
        request
            .array("tokens", limits.promptCharacters())
            .orElseThrow(
                () -> BadRequestException.invalid("tokens", "missing", "an array of token ids"));
    List<Integer> ids = new ArrayList<>(nodes.size());
    for (int i = 0; i < nodes.size(); i++) {
      ids.add(Fields.integer(nodes.get(i), "tokens[" + i + "]", 0, Integer.MAX_VALUE));
    }
    Tokenizer tokenizer = model.engine().tokenizer();
    Prompts.checkTokens("tokens", ids, tokenizer.vocabularySize());
    String text = tokenizer.decode(ids.stream().mapToInt(Integer::intValue).toArray(), false);
    exchange.sendJson(
        JsonText.object(
            out -> {
              out.writeStringProperty("content", text);
              out.writeStringProperty("prompt", text);
            }));
  }

  /** {@code POST /apply-template}: the prompt that these messages become. */
  void applyTemplate(Exchange exchange) {
    ServedModel model = serving.model();
    Fields request = Fields.of(json.read(exchange.body()));
    String text = model.chat().prompt(chats.forTemplate(request)).text();
    exchange.sendJson(JsonText.object(out -> out.writeStringProperty("prompt", text)));
  }
}
