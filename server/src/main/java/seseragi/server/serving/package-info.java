/**
 * The model that answers: loading, ready or draining; and the requests that are being answered.
 *
 * <p>May use: the engine.
 */
package seseragi.server.serving;
