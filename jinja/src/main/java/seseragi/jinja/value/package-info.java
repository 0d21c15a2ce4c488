/**
 * The values that a template computes with, who wrote the characters of a text, and what a render
 * may spend.
 *
 * <p>May use: nothing of this module.
 */
package seseragi.jinja.value;
