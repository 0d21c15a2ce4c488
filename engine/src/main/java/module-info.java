/** The inference engine, usable alone as a library. */
module seseragi.engine {
  requires transitive seseragi.kernels;
  requires transitive seseragi.jinja;
  requires java.management;
  requires jdk.management;
  requires tools.jackson.core;

  exports seseragi.engine;
  exports seseragi.engine.chat;
  exports seseragi.engine.gguf;
  exports seseragi.engine.model;
  exports seseragi.engine.sampling;
  exports seseragi.engine.tokenizer;
}
