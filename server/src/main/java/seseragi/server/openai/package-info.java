/**
 * The OpenAI API: JSON to one validated record per request, events to chunks, and one switch from
 * exceptions to errors.
 *
 * <p>May use: {@code http}, {@code serving}, {@code json}, the engine.
 */
package seseragi.server.openai;
