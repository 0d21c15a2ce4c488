package seseragi.server.openai;

/** A request that says something that cannot be answered. */
final class BadRequestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String param;
  private final String code;

  private BadRequestException(String param, String code, String message) {
    super(message);
    this.param = param;
    this.code = code;
  }

  /** A value of the wrong kind or size. */
  static BadRequestException invalid(String param, String found, String expected) {
    return new BadRequestException(
        param, "invalid_value", "%s is %s; expected %s".formatted(param, found, expected));
  }

  /** Something that OpenAI has and this server does not. */
  static BadRequestException unsupported(String param, String remedy) {
    return new BadRequestException(
        param,
        "unsupported_parameter",
        "'%s' is not supported by this server yet; %s".formatted(param, remedy));
  }

  /** A prompt that leaves no room for an answer. */
  static BadRequestException tooLong(String param, int tokens, int limit) {
    return new BadRequestException(
        param,
        "context_length_exceeded",
        "the prompt has %d tokens; this server takes at most %d, so that at least one can be"
                .formatted(tokens, limit)
            + " answered. Shorten the prompt.");
  }

  String param() {
    return param;
  }

  String code() {
    return code;
  }
}
