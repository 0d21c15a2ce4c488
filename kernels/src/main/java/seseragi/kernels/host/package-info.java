/**
 * What the backends that compute on this machine share: matrices in its memory, and the checks at
 * the door of every operation. No arithmetic.
 *
 * <p>May use: {@code kernels}, {@code tensor}, {@code memory}.
 */
package seseragi.kernels.host;
