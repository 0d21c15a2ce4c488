/** HTTP server, metrics and command line. */
module seseragi.server {
  requires info.picocli;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.vertx.core;
  requires io.vertx.web;
  requires java.logging;
  requires org.jline.reader;
  requires org.jline.terminal;
  requires org.jline.terminal.ffm;
  requires seseragi.engine;
  requires tools.jackson.core;
  requires tools.jackson.databind;

  opens seseragi.server.cli to
      info.picocli;
}
