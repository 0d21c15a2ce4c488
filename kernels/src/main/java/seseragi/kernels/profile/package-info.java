/**
 * Measures where the time of kernels goes.
 *
 * <p>May use: {@code kernels}, {@code tensor}.
 */
package seseragi.kernels.profile;
