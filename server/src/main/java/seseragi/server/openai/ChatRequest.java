package seseragi.server.openai;

import seseragi.engine.chat.ChatInput;

/** A validated request to {@code /v1/chat/completions}. */
record ChatRequest(ChatInput chat, AnswerOptions options) {}
