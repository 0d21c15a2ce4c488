/**
 * HTTP and WebSocket on Vert.x: routing, limits, who may ask, clients that go away. Knows no LLM.
 *
 * <p>May use: {@code json}.
 */
package seseragi.server.http;
