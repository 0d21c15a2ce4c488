package seseragi.engine.model;

import seseragi.kernels.Kernels;
import seseragi.kernels.Matrix;

/** From the residual stream to logits. */
final class OutputHead {
  private static final int FIRST_ROWS = 16;

  private final Kernels kernels;
  private final Norm norm;
  private final Linear output; // [vocabulary, embedding]
  private final int maxRows;
  private Matrix logits; // [most rows seen so far, vocabulary]

  OutputHead(Kernels kernels, Norm norm, Linear output, int maxRows) {
    this.kernels = kernels;
    this.norm = norm;
    this.output = output;
    this.maxRows = maxRows;
    this.logits = kernels.matrix(Math.min(FIRST_ROWS, maxRows), output.weights().rows());
  }

  /** Logits of the rows that are left of a pass. */
  Matrix apply(Pass pass) {
    int rows = pass.rows();
    if (rows > logits.rows()) {
      // A row is large (600 kB for 150,000 tokens) and most batches want few: room grows when
      // needed.
      logits =
          kernels.matrix(Math.min(maxRows, Math.max(rows, 2 * logits.rows())), logits.columns());
    }
    if (rows > 0) {
      norm.apply(pass.residual(), rows, pass.normed());
      output.apply(pass.normed(), rows, logits);
    }
    return logits;
  }
}
