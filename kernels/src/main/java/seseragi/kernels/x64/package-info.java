/**
 * Machine code for x86-64 that the program assembles itself for the CPU it finds: an assembler,
 * what the CPU can do, the innermost products of a matrix and of attention, and the backend that
 * spreads them over threads.
 *
 * <p>May use: {@code kernels}, {@code vector}, {@code host}, {@code memory}, {@code tensor}.
 */
package seseragi.kernels.x64;
