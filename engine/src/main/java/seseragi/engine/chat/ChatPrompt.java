package seseragi.engine.chat;

/**
 * A rendered chat, ready for the engine.
 *
 * @param tokens begins with the model's beginning token if it asks for one, and never with two
 * @param text what the template wrote, control tokens as their texts
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ChatPrompt(int[] tokens, String text) {}
