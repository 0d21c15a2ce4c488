/**
 * An interpreter for the Jinja templates that models bring along. Knows nothing of models or chats.
 *
 * <p>May use: nothing of Seseragi.
 */
package seseragi.jinja;
