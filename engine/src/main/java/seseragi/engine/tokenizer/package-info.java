/**
 * Text to tokens and back: SentencePiece-style and byte-level BPE, and a streaming decoder that
 * never splits a character.
 *
 * <p>May use: {@code gguf} (metadata only).
 */
package seseragi.engine.tokenizer;
