/**
 * Chooses the backend for this machine once, checks it against the specification, and says in one
 * line what was chosen.
 *
 * <p>May use: {@code kernels}, {@code scalar}, {@code vector}, {@code x64}, {@code tensor}.
 */
package seseragi.kernels.select;
