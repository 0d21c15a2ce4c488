/**
 * Pages of the KV cache: who holds which, which are free, and which hold a beginning that another
 * prompt may share. Speaks of block numbers only; the keys and values themselves lie elsewhere, and
 * no request is known here.
 *
 * <p>May use: nothing of Seseragi.
 */
package seseragi.engine.kvcache;
