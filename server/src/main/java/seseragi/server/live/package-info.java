/**
 * Text in, text out over a WebSocket.
 *
 * <p>May use: {@code http}, {@code serving}, the engine.
 */
package seseragi.server.live;
