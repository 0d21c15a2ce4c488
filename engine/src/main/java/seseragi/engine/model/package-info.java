/**
 * Architectures: each family wires shared blocks into a forward pass over a batch.
 *
 * <p>May use: {@code gguf}, {@code seseragi.kernels}, {@code seseragi.kernels.tensor}.
 */
package seseragi.engine.model;
