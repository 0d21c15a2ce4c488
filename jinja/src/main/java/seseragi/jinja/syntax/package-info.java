/**
 * From the text of a template to its syntax tree, in time linear in its length.
 *
 * <p>May use: value, builtin (the names of filters and tests).
 */
package seseragi.jinja.syntax;
