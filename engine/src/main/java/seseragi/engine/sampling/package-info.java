/**
 * From logits to a token: parameters of a request, penalties, filters, a seeded draw.
 *
 * <p>May use: nothing of Seseragi.
 */
package seseragi.engine.sampling;
