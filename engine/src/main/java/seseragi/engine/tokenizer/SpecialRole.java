package seseragi.engine.tokenizer;

import java.util.List;
import java.util.Optional;

/**
 * Tokens with a part to play, named by the file or, where files often do not, known by their text.
 * The keys are those of the GGUF specification, the texts those that llama.cpp looks for.
 */
enum SpecialRole {
  BEGINNING("bos_token_id", "bos_token"),
  END("eos_token_id", "eos_token"),
  UNKNOWN("unknown_token_id", "unk_token"),
  PADDING("padding_token_id", "pad_token"),
  SEPARATOR("seperator_token_id", "sep_token"), // the key is misspelt in the specification
  CLASSIFIER("cls_token_id", "cls_token"),
  MASK("mask_token_id", "mask_token"),
  END_OF_TURN(
      "eot_token_id",
      "",
      "<|eot_id|>",
      "<|im_end|>",
      "<|end|>",
      "<end_of_turn>",
      "<|endoftext|>",
      "<|end_of_text|>",
      "<EOT>",
      "_<EOT>"),
  END_OF_MESSAGE("eom_token_id", "", "<|eom_id|>"),
  FILL_PREFIX(
      "fim_pre_token_id", "", "<|fim_prefix|>", "<fim-prefix>", "<｜fim▁begin｜>", "<PRE>", "▁<PRE>"),
  FILL_SUFFIX(
      "fim_suf_token_id", "", "<|fim_suffix|>", "<fim-suffix>", "<｜fim▁hole｜>", "<SUF>", "▁<SUF>"),
  FILL_MIDDLE(
      "fim_mid_token_id", "", "<|fim_middle|>", "<fim-middle>", "<｜fim▁end｜>", "<MID>", "▁<MID>"),
  FILL_PADDING("fim_pad_token_id", "", "<|fim_pad|>", "<fim-pad>", "<PAD>"),
  REPOSITORY("fim_rep_token_id", "", "<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>"),
  FILE_SEPARATOR("fim_sep_token_id", "", "<|file_sep|>");

  private final String key;
  private final String templateName;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> texts;

  SpecialRole(String key, String templateName, String... texts) {
    this.key = "tokenizer.ggml." + key;
    this.templateName = templateName;
    this.texts = List.of(texts);
  }

  /** The metadata key that gives the id. */
  String key() {
    return key;
  }

  /** What chat templates call it, if they do. */
  Optional<String> templateName() {
    return templateName.isEmpty() ? Optional.empty() : Optional.of(templateName);
  }

  /** A token with one of these texts plays this part, whatever else the file says. */
  List<String> texts() {
    return texts;
  }

  /** Whether a model that writes this token has said all. */
  boolean endsGeneration() {
    return switch (this) {
      case END, END_OF_TURN, END_OF_MESSAGE, FILL_PADDING, REPOSITORY, FILE_SEPARATOR -> true;
      case BEGINNING,
          UNKNOWN,
          PADDING,
          SEPARATOR,
          CLASSIFIER,
          MASK,
          FILL_PREFIX,
          FILL_SUFFIX,
          FILL_MIDDLE ->
          false;
    };
  }
}
