/**
 * Messages and the model's own template to the tokens of a prompt; only what the template writes
 * can become control tokens.
 *
 * <p>May use: {@code tokenizer}, {@code gguf} (metadata only), {@code seseragi.jinja}.
 */
package seseragi.engine.chat;
