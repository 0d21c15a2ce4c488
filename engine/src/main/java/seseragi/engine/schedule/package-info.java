/**
 * Who runs in the next step, and how many tokens of each: pure bookkeeping without a thread, clock,
 * tensor or I/O.
 *
 * <p>May use: {@code kvcache}.
 */
package seseragi.engine.schedule;
