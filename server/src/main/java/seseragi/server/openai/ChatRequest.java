package seseragi.server.openai;

import seseragi.server.serving.ChatPrompts.Chat;

/** A validated request to {@code /v1/chat/completions}. */
record ChatRequest(Chat chat, AnswerOptions options) {}
