package seseragi.engine.model;

import seseragi.kernels.Matrix;

/** Gated feed-forward part: {@code down(silu(gate(x)) * up(x))} (Shazeer 2020). */
final class SwiGlu {
  private final Linear input; // [gate + up, embedding]
  private final Linear output; // [embedding, feedForward]
  private final Matrix projected; // [maxRows, gate + up]
  private final Matrix gate; // [maxRows, feedForward] a view
  private final Matrix up; // [maxRows, feedForward] a view

  SwiGlu(int feedForward, Linear input, Linear output, Scratch scratch) {
    this.input = input;
    this.output = output;
    this.projected = scratch.matrix("gateAndUp", 2 * feedForward);
    this.gate = projected.columns(0, feedForward);
    this.up = projected.columns(feedForward, feedForward);
  }

  /** {@link Pass#branch()} of {@link Pass#normed()}. */
  void apply(Pass pass) {
    input.apply(pass.normed(), pass.rows(), projected);
    pass.kernels().swiglu(gate, up, pass.rows(), gate);
    output.apply(gate, pass.rows(), pass.branch());
  }
}
