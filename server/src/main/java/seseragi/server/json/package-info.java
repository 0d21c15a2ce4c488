/**
 * JSON from strangers, within limits, and JSON to them.
 *
 * <p>May use: nothing of Seseragi.
 */
package seseragi.server.json;
