package seseragi.server.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Holds a request back until the one before it on the connection is answered. Vert.x would stop
 * reading from the connection meanwhile, and so not see that the client has gone; this goes on
 * reading as long as little enough is held. Sits behind the decoder of a connection and belongs to
 * its event loop.
 */
final class OneAtATime extends ChannelDuplexHandler {
  private static final int MAX_HELD_BYTES = 64 * 1024;
  private static final int HEADER_BYTES = 1024; // about

  private final Queue<Object> held = new ArrayDeque<>(); // parts of requests, in order
  private long heldBytes;
  private boolean answering;
  private boolean preliminary; // the response being written is not the last one of its request
  private boolean stopped; // reading

  @Override
  public void channelRead(ChannelHandlerContext context, Object part) {
    if (held.isEmpty() && mayPass(part)) {
      pass(context, part);
    } else {
      hold(context, part);
    }
  }

  private boolean mayPass(Object part) {
    return !(answering && part instanceof HttpRequest);
  }

  private void pass(ChannelHandlerContext context, Object part) {
    answering |= part instanceof HttpRequest;
    context.fireChannelRead(part);
  }

  private void hold(ChannelHandlerContext context, Object part) {
    held.add(part);
    heldBytes += size(part);
    if (heldBytes > MAX_HELD_BYTES && !stopped) {
      stopped = true;
      context.channel().config().setAutoRead(false);
    }
  }

  private static long size(Object part) {
    return part instanceof HttpContent content ? content.content().readableBytes() : HEADER_BYTES;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // it is the promise, which its maker watches
  public void write(ChannelHandlerContext context, Object part, ChannelPromise promise) {
    if (part instanceof HttpResponse response) {
      if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
        context.pipeline().remove(this);
      }
      preliminary = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
    boolean answered = part instanceof LastHttpContent && !preliminary;
    context.write(part, promise);
    if (answered) {
      answering = false;
      context.executor().execute(() -> release(context));
    }
  }

  private void release(ChannelHandlerContext context) {
    boolean any = false;
    while (!held.isEmpty() && mayPass(held.peek())) {
      Object part = held.remove();
      heldBytes -= size(part);
      pass(context, part);
      any = true;
    }
    if (any) {
      context.fireChannelReadComplete();
    }
    if (stopped && heldBytes <= MAX_HELD_BYTES) {
      stopped = false;
      context.channel().config().setAutoRead(true);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    drop();
    context.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    drop();
  }

  private void drop() {
    held.forEach(ReferenceCountUtil::release);
    held.clear();
    heldBytes = 0;
  }
}
