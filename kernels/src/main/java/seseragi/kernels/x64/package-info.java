/**
 * Machine code for x86-64 that the program assembles itself for the CPU it finds: an assembler,
 * what the CPU can do, and the innermost products of a matrix. Not chosen by {@code select} yet:
 * what is missing is the backend that spreads them over threads.
 *
 * <p>May use: {@code memory}, {@code tensor}.
 */
package seseragi.kernels.x64;
