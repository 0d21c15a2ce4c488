package seseragi.server.openai;

import seseragi.engine.GenerationEvent;

/**
 * Where the events of a request's generations go, one generation per prompt. Called on the
 * connection's thread only.
 */
interface Sink {
  /** All generations were accepted: what is known may go out. */
  void open();

  /** Something happened to the generation of a prompt; may come before {@link #open}. */
  void accept(int prompt, GenerationEvent event);
}
