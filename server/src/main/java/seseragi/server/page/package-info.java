/**
 * The page for people: its files, which {@code web/} builds, and what only it asks for.
 *
 * <p>May use: {@code json}, {@code http}, {@code serving}, the engine.
 */
package seseragi.server.page;
