/**
 * GGUF files: metadata and tensors, every offset checked. Knows no model.
 *
 * <p>May use: {@code seseragi.kernels.memory}, {@code seseragi.kernels.tensor}.
 */
package seseragi.engine.gguf;
