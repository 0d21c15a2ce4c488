package seseragi.server.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import seseragi.engine.gguf.GgufFile;
import seseragi.engine.tokenizer.Tokenizer;
import seseragi.engine.tokenizer.Tokenizers;

/** Shows how a model cuts a text into tokens. Reads no weights. */
@Command(
    name = "tokenize",
    description = "Show the tokens of a text.",
    abbreviateSynopsis = true,
    sortOptions = false)
final class TokenizeCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "TEXT",
      arity = "0..*",
      description = "The text; without it, or for -, standard input as it is.")
  List<String> words = List.of();

  @Option(
      names = {"-m", "--model"},
      paramLabel = "FILE",
      description = "GGUF file (default: the built-in guide).")
  Path model;

  @Option(
      names = "--no-bos",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Without the token that the model wants at the beginning.")
  boolean noBeginning;

  @Option(
      names = "--parse-special",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Let texts like <|im_end|> become control tokens.")
  boolean parseSpecial;

  @Option(
      names = "--ids",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Print the ids only, as [1, 2, 3].")
  boolean idsOnly;

  @Option(
      names = "--json",
      fallbackValue = "true",
      defaultValue = "false",
      description = "For programs.")
  boolean json;

  @Mixin CommonOptions common;

  private final Io io;

  TokenizeCommand(Io io) {
    this.io = io;
  }

  @Override
  public Integer call() {
    String text = Input.text(io, words);
    Tokenizer tokenizer;
    try (GgufFile file = GgufFile.open(ModelSource.of(model).file())) {
      tokenizer = Tokenizers.of(file.metadata());
    }
    int[] ids = tokenizer.encode(text, !noBeginning, parseSpecial);
    if (json) {
      io.out().println(Json.line(facts(tokenizer, ids)));
    } else if (idsOnly) {
      io.out().println(Arrays.toString(ids));
    } else {
      table(tokenizer, ids).forEach(io.out()::println);
      io.out().printf("%d tokens%n", ids.length);
    }
    return Commands.DONE;
  }

  private static List<String> table(Tokenizer tokenizer, int[] ids) {
    List<List<String>> rows = new ArrayList<>(ids.length);
    for (int id : ids) {
      rows.add(List.of(String.valueOf(id), "'" + Printable.line(piece(tokenizer, id)) + "'"));
    }
    return Printable.table(rows, true, false);
  }

  /** Part of a character shows as U+FFFD. */
  private static String piece(Tokenizer tokenizer, int id) {
    return new String(tokenizer.bytes(id), StandardCharsets.UTF_8);
  }

  private static Map<String, Object> facts(Tokenizer tokenizer, int[] ids) {
    List<Object> tokens = new ArrayList<>(ids.length);
    for (int id : ids) {
      Map<String, Object> token = new LinkedHashMap<>();
      token.put("id", id);
      token.put("piece", piece(tokenizer, id));
      token.put("special", tokenizer.isSpecial(id));
      tokens.add(token);
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("count", ids.length);
    facts.put("tokens", tokens);
    return facts;
  }
}
