/**
 * Runs a syntax tree: variables and their scopes, expressions, statements, loops, macros.
 *
 * <p>May use: value, python, builtin, syntax.
 */
package seseragi.jinja.eval;
