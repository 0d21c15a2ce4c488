package seseragi.server.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Only requests that name this server as what it is: a web page whose own name suddenly resolves to
 * this machine (DNS rebinding) still sends that name in {@code Host}.
 */
final class HostRule {
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9a-f:.%]+]|[^\\[\\]:/@?#\\s]+)(:\\d{1,5})?");
  private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[.*]");
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|\\[::1]|localhost");
  private static final Pattern ABSOLUTE = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*://([^/?#]*).*");

  private final Set<String> names = new TreeSet<>();
  private final boolean any;
  private final boolean onLoopback;

  HostRule(String bound, List<String> configured) {
    any = configured.contains("*");
    String address = bracketed(bound.toLowerCase(Locale.ROOT));
    onLoopback = LOOPBACK.matcher(address).matches();
    names.add("localhost");
    names.add(address);
    configured.forEach(name -> names.add(bracketed(name.toLowerCase(Locale.ROOT))));
  }

  Optional<Fault> refuse(HttpServerRequest request) {
    List<String> hosts = request.headers().getAll("Host");
    if (hosts.isEmpty() && request.version() == HttpVersion.HTTP_1_0) {
      return Optional.empty(); // no browser speaks HTTP/1.0, and probes do
    }
    if (request.version().compareTo(HttpVersion.HTTP_1_1) <= 0 && hosts.size() != 1) {
      return Optional.of(
          Fault.of(400, "bad_host", "expected one Host header field, found " + hosts.size()));
    }
    String host = hosts.isEmpty() ? authority(request) : hosts.getFirst();
    Matcher target = ABSOLUTE.matcher(request.uri());
    return target.matches() && refuses(target.group(1)).isPresent()
        ? refuses(target.group(1))
        : refuses(host);
  }

  /** Of HTTP/2, where a pseudo field has taken the place of {@code Host}. */
  private static String authority(HttpServerRequest request) {
    return request.authority() == null ? "" : request.authority().toString();
  }

  Optional<Fault> refuses(String authority) {
    Matcher parts = AUTHORITY.matcher(authority.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      return Optional.of(
          Fault.of(400, "bad_host", "Host is '%s'; expected name[:port]".formatted(authority)));
    }
    String host = parts.group(1);
    if (any || names.contains(host) || LOOPBACK.matcher(host).matches()) {
      return Optional.empty();
    }
    if (!onLoopback && ADDRESS.matcher(host).matches()) {
      return Optional.empty(); // rebinding needs a name
    }
    return Optional.of(
        Fault.of(
            421,
            "host_not_allowed",
            "this server does not answer to the name '%s'; start it with --allowed-hosts %s"
                    .formatted(host, host)
                + " if it should"));
  }

  private static String bracketed(String address) {
    return address.contains(":") && !address.startsWith("[") ? "[" + address + "]" : address;
  }
}
