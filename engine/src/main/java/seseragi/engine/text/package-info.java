/**
 * From tokens to the text that may be shown: stop strings are held back, so that no part of one is
 * ever seen.
 *
 * <p>May use: {@code tokenizer}.
 */
package seseragi.engine.text;
