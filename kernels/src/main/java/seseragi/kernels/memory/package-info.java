/**
 * Files and blocks of memory outside the heap, as checked little-endian slices. The only place that
 * maps a file or allocates native memory.
 *
 * <p>May use: nothing of Seseragi.
 */
package seseragi.kernels.memory;
