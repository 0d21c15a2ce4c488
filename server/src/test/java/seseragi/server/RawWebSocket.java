package seseragi.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A WebSocket client that sends exactly the frames that it is told to send. */
final class RawWebSocket implements AutoCloseable {
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  final RawHttp http;
  final RawHttp.Answer handshake;
  private final DataInputStream in;

  /** A frame, or the end of the connection with opcode -1. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Frame(int opcode, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    int closeCode() {
      return ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
    }
  }

  RawWebSocket(int port, String... headers) {
    this(new RawHttp(port), headers);
  }

  RawWebSocket(RawHttp connection, String... headers) {
    http = connection;
    String[] all = new String[headers.length + 4];
    System.arraycopy(headers, 0, all, 0, headers.length);
    all[headers.length] = "Connection: Upgrade";
    all[headers.length + 1] = "Upgrade: websocket";
    all[headers.length + 2] = "Sec-WebSocket-Version: 13";
    all[headers.length + 3] = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    http.send(RawHttp.request("GET", "/ws", "", all));
    handshake = http.head();
    in = new DataInputStream(http.in());
  }

  RawWebSocket send(String text) {
    return frame(0x80 | TEXT, text.getBytes(StandardCharsets.UTF_8), true);
  }

  /**
   * Sends a frame.
   *
   * @param first its first byte: FIN, reserved bits, opcode
   */
  RawWebSocket frame(int first, byte[] payload, boolean masked) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    int mask = masked ? 0x80 : 0;
    if (payload.length < 126) {
      frame.write(mask | payload.length);
    } else if (payload.length < 65_536) {
      frame.write(mask | 126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    } else {
      frame.write(mask | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) payload.length >> shift));
      }
    }
    if (masked) {
      frame.writeBytes(new byte[4]); // a mask of zeros changes nothing
    }
    frame.writeBytes(payload);
    http.send(frame.toByteArray());
    return this;
  }

  /** The next frame that is not a ping. */
  Frame next() {
    Frame frame = any();
    while (frame.opcode() == PING) {
      frame(0x80 | PONG, frame.payload(), true);
      frame = any();
    }
    return frame;
  }

  /** The next frame, pings included. */
  Frame any() {
    try {
      int first = in.readUnsignedByte();
      long length = in.readUnsignedByte() & 0x7f;
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      return new Frame(first & 0x0f, in.readNBytes((int) length));
    } catch (EOFException e) {
      return new Frame(-1, new byte[0]);
    } catch (java.net.SocketException e) {
      return new Frame(-1, new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of an answer, without its end marker. */
  String answer() {
    StringBuilder answer = new StringBuilder();
    for (Frame frame = next(); ; frame = next()) {
      if (frame.opcode() != TEXT) {
        throw new AssertionError("opcode " + frame.opcode() + " after '" + answer + "'");
      }
      if (frame.text().equals("<|ENDTEXT|>")) {
        return answer.toString();
      }
      answer.append(frame.text());
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
