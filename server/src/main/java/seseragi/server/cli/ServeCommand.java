package seseragi.server.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import seseragi.engine.Engine;
import seseragi.engine.EngineOptions;
import seseragi.server.ServerOptions;
import seseragi.server.SeseragiServer;
import seseragi.server.Version;

/** Serves a model over HTTP until it is told to stop. */
@Command(
    name = "serve",
    description = "Serve a model over HTTP (OpenAI's API and a WebSocket).",
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  seseragi serve                            the built-in guide at http://127.0.0.1:8000",
      "  seseragi serve -m model.gguf -c 8k        a real model with a context of 8000 tokens",
      "  curl http://127.0.0.1:8000/v1/chat/completions -H 'Content-Type: application/json' \\",
      "    -d '{\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}], \"stream\": true}'"
    })
final class ServeCommand implements Callable<Integer> {
  @Mixin ServerFlags server;
  @Mixin ModelOptions model;
  @Mixin CommonOptions common;
  @Spec CommandSpec spec;

  private final Io io;

  ServeCommand(Io io) {
    this.io = io;
  }

  @Override
  public Integer call() throws InterruptedException {
    LogSetup.apply(server.logFormat, server.logLevel, io.err());
    ModelSource source = ModelSource.of(model.model);
    ServerOptions options = serverOptions(source);
    EngineOptions engineOptions = model.engineOptions(); // a bad value shows before the port opens
    try (StopSignals signals = StopSignals.install();
        SeseragiServer listening = SeseragiServer.start(options);
        Engine engine = EngineLoading.open(io, source, engineOptions, listening::loading)) {
      listening.serve(engine, TemplatePrompts.of(engine, model.template));
      signals.arm();
      io.out().println(greeting(source, options, engine, listening));
      io.out().flush();
      signals.await();
      return stop(listening);
    }
  }

  private ServerOptions serverOptions(ModelSource source) {
    try {
      return server.serverOptions(source.builtIn() ? List.of(ModelSource.GUIDE) : List.of());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static String greeting(
      ModelSource source, ServerOptions options, Engine engine, SeseragiServer listening) {
    String name =
        options.modelNames().isEmpty() ? engine.model().name() : options.modelNames().getFirst();
    String note = source.note().isEmpty() ? "" : "  (" + source.note() + ")";
    return "Seseragi %s serving %s at %s%s"
        .formatted(Version.current(), name, listening.address(), note);
  }

  private int stop(SeseragiServer listening) {
    if (io.animates()) {
      io.err()
          .printf(
              "%nfinishing answers, at most %s (Ctrl-C again stops at once)%n",
              HumanNumber.time(server.shutdownTimeout));
    }
    if (listening.stop(server.shutdownTimeout)) {
      return Commands.DONE;
    }
    io.err()
        .printf(
            "seseragi serve: not every answer was finished within %s; see --shutdown-timeout%n",
            HumanNumber.time(server.shutdownTimeout));
    return Commands.FAILED;
  }
}
