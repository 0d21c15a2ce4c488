/**
 * Machine code for x86-64 that the program assembles itself at start-up for the CPU it finds: an
 * assembler, executable memory, and kernels written with them.
 *
 * <p>May use: {@code seseragi.kernels}, {@code memory}, {@code tensor}.
 */
package seseragi.kernels.x64;
