/**
 * Prometheus metrics under the names of the field, fed by an observer of the engine.
 *
 * <p>May use: {@code http}, {@code serving}, the engine.
 */
package seseragi.server.metrics;
