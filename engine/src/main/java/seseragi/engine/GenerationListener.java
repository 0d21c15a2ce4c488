package seseragi.engine;

/**
 * Receives the events of one request, in order, one at a time, on a thread of the engine's. It must
 * not block: whoever writes to something slow hands the event on.
 */
@FunctionalInterface
public interface GenerationListener {
  void onEvent(GenerationEvent event);
}
