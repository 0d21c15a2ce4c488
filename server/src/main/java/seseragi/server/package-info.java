/**
 * The server, put together.
 *
 * <p>May use: all other packages of this module but {@code cli}.
 */
package seseragi.server;
