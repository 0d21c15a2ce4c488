package seseragi.server.http;

import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/** Only who has a key, if there are keys. Takes the same time for every wrong key. */
final class KeyRule {
  private static final String SCHEME = "Bearer ";

  private final List<byte[]> digests;

  KeyRule(List<String> keys) {
    digests = keys.stream().map(KeyRule::digest).toList();
  }

  Optional<Fault> refuse(MultiMap headers) {
    if (digests.isEmpty()) {
      return Optional.empty();
    }
    String header = headers.get("Authorization");
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.of(
          Fault.of(
              401, "missing_api_key", "this server needs a key: send 'Authorization: Bearer KEY'"));
    }
    byte[] given = digest(header.substring(SCHEME.length()).strip());
    boolean known = false;
    for (byte[] digest : digests) {
      known |= MessageDigest.isEqual(digest, given); // no early end: the time tells nothing
    }
    return known
        ? Optional.empty()
        : Optional.of(Fault.of(401, "invalid_api_key", "the API key is not one of this server's"));
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
