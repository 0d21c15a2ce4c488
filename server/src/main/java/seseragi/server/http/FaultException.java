package seseragi.server.http;

/** Ends the handling of a request with a {@link Fault}. */
public final class FaultException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Fault fault;

  public FaultException(Fault fault) {
    super(fault.message());
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}
