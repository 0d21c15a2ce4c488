/**
 * Everything that a template can name without having defined it: filters, tests, methods,
 * functions. Each is one entry in one table ({@link seseragi.jinja.builtin.Filter}, {@link
 * seseragi.jinja.builtin.Test}, {@link seseragi.jinja.builtin.Method}, {@link
 * seseragi.jinja.builtin.Global}).
 *
 * <p>May use: value, python.
 */
package seseragi.jinja.builtin;
