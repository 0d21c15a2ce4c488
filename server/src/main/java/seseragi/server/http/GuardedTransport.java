package seseragi.server.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.spi.transport.Transport;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The JDK's sockets, with two guards on each connection. A write that a reader does not take in
 * time closes it; Vert.x alone would keep such a connection, as its close waits until all is
 * written. And requests come {@link OneAtATime}.
 */
@SuppressWarnings("deprecation") // InternetProtocolFamily, which the interface asks for
final class GuardedTransport implements io.vertx.core.transport.Transport, Transport {
  private final Transport sockets = io.vertx.core.transport.Transport.NIO.implementation();
  private final Duration patience;

  GuardedTransport(Duration patience) {
    this.patience = patience;
  }

  @Override
  public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
    sockets.configure(config, domainSocket, bootstrap);
    bootstrap.handler(new Guard(patience.toMillis()));
  }

  /** Sits on the listening socket and sees each accepted connection first. */
  @Sharable
  private static final class Guard extends ChannelInboundHandlerAdapter {
    private final long millis;

    Guard(long millis) {
      this.millis = millis;
    }

    @Override
    public void channelRead(ChannelHandlerContext listening, Object accepted) {
      ((Channel) accepted)
          .pipeline()
          .addFirst(new WriteTimeoutHandler(millis, TimeUnit.MILLISECONDS))
          .addFirst(new FirstBytes());
      listening.fireChannelRead(accepted);
    }
  }

  /** Waits until Vert.x has prepared the connection, which it has when the first bytes come. */
  private static final class FirstBytes extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      ChannelPipeline pipeline = context.pipeline();
      if (pipeline.get("httpEncoder") != null) { // else it may become HTTP/2
        pipeline.addAfter("httpEncoder", "oneAtATime", new OneAtATime());
      }
      context.fireChannelRead(bytes);
      pipeline.remove(this);
    }
  }

  // ------------------------------------------------------------------ all else as it is

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public boolean available() {
    return true;
  }

  @Override
  public Throwable unavailabilityCause() {
    return sockets.unavailabilityCause();
  }

  @Override
  public Transport implementation() {
    return this;
  }

  @Override
  public boolean supportsDomainSockets() {
    return sockets.supportsDomainSockets();
  }

  @Override
  public IoHandlerFactory ioHandlerFactory() {
    return sockets.ioHandlerFactory();
  }

  @Override
  public DatagramChannel datagramChannel(InternetProtocolFamily family) {
    return sockets.datagramChannel(family);
  }

  @Override
  public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
    return sockets.datagramChannelFactory();
  }

  @Override
  public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
    return sockets.channelFactory(domainSocket);
  }

  @Override
  public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
    return sockets.serverChannelFactory(domainSocket);
  }
}
