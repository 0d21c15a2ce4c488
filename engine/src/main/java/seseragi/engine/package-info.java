/**
 * The public face of the engine, its loop, and what it delivers.
 *
 * <p>May use: all other packages of this module, {@code seseragi.kernels}, {@code
 * seseragi.kernels.select}.
 */
package seseragi.engine;
