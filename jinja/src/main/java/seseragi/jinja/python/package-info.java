/**
 * What Python's operators, {@code str()}, {@code repr()}, formatting and {@code json.dumps} do with
 * values.
 *
 * <p>May use: value.
 */
package seseragi.jinja.python;
