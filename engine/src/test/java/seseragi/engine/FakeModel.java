package seseragi.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import seseragi.engine.model.Batch;
import seseragi.engine.model.Model;
import seseragi.kernels.AttentionBatch;
import seseragi.kernels.KvShape;
import seseragi.kernels.KvStorage;
import seseragi.kernels.KvType;
import seseragi.kernels.Matrix;

/**
 * Next token = hash of all tokens before it. Like a real model it knows of the past only what lies
 * in the slots of the KV cache, so a block that was given to two, freed too early or shared wrongly
 * shows: as another text, or as an exception.
 */
final class FakeModel implements Model {
  /** A sequence that has this token gets logits that are not finite. */
  static final int POISON = FakeTokenizer.POISON;

  private final int contextLength;
  private final int maxBatchTokens;
  private final FakeMatrix logits;
  private final AtomicInteger steps = new AtomicInteger();
  private Consumer<Batch> beforeStep = _ -> {};
  private boolean closed;

  FakeModel(int contextLength, int maxBatchTokens) {
    this.contextLength = contextLength;
    this.maxBatchTokens = maxBatchTokens;
    this.logits = new FakeMatrix(maxBatchTokens, FakeTokenizer.SIZE);
  }

  /** Runs before each step; may throw. */
  FakeModel beforeStep(Consumer<Batch> action) {
    beforeStep = action;
    return this;
  }

  @Override
  public Matrix forward(Batch batch, KvStorage storage) {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    beforeStep.accept(batch);
    Slots slots = (Slots) storage;
    int step = steps.incrementAndGet();
    AttentionBatch attention = batch.attention();
    int output = 0;
    for (int s = 0; s < attention.sequences(); s++) {
      int first = attention.firstRow(s);
      for (int i = 0; i < attention.rowCount(s); i++) {
        int row = first + i;
        slots.write(
            step, attention, s, batch.positions()[row], batch.slots()[row], batch.tokens()[row]);
        if (output < batch.outputs() && batch.outputRows()[output] == row) {
          fill(logits.rows[output++], slots.read(attention, s, batch.positions()[row]));
        }
      }
    }
    return logits;
  }

  /** Logits after a text that has this hash; 0 for a poisoned one. */
  static void fill(float[] row, long hash) {
    for (int token = 0; token < row.length; token++) {
      long bits = mix(hash + token);
      boolean likely = FakeTokenizer.isLikely(token);
      row[token] = (bits >>> 40) * 0x1p-22f + (likely ? 6 : 0);
    }
    if (hash % 31 == 0) {
      row[FakeTokenizer.END] = 20;
    }
    if (hash == 0) {
      row[7] = Float.NaN;
    }
  }

  /** Hash of a text, one token after the other. */
  static long extend(long hash, int token) {
    if (token == POISON || (hash == 0)) {
      return 0;
    }
    long next = mix(hash * 31 + token + 1);
    return next == 0 ? 1 : next;
  }

  /** Hash of the empty text. */
  static final long EMPTY = 42;

  private static long mix(long value) {
    long z = value * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public int vocabularySize() {
    return FakeTokenizer.SIZE;
  }

  @Override
  public int contextLength() {
    return contextLength;
  }

  @Override
  public int maxBatchTokens() {
    return maxBatchTokens;
  }

  @Override
  public KvShape kvShape(int blocks, int blockSize, KvType type) {
    return new KvShape(1, blocks, blockSize, 1, 1, 1, type);
  }

  @Override
  public KvStorage kvStorage(KvShape shape) {
    return new Slots(shape);
  }

  @Override
  public void close() {
    closed = true;
  }

  /** Keys and values: the token and the hash of all until it. */
  private static final class Slots implements KvStorage {
    private final KvShape shape;
    private final int[] tokens;
    private final long[] hashes;
    private final int[] writtenIn; // step

    Slots(KvShape shape) {
      this.shape = shape;
      tokens = new int[shape.slots()];
      hashes = new long[shape.slots()];
      writtenIn = new int[shape.slots()];
    }

    void write(int step, AttentionBatch batch, int sequence, int position, int slot, int token) {
      if (writtenIn[slot] == step) {
        throw new AssertionError("slot " + slot + " has two owners");
      }
      if (slot != slot(batch, sequence, position)) {
        throw new AssertionError("slot " + slot + " is not where the block table points");
      }
      writtenIn[slot] = step;
      tokens[slot] = token;
      long before = position == 0 ? EMPTY : hashes[slot(batch, sequence, position - 1)];
      hashes[slot] = extend(before, token);
    }

    /** Reads all slots of a sequence up to a position. */
    long read(AttentionBatch batch, int sequence, int position) {
      long hash = EMPTY;
      for (int i = 0; i <= position; i++) {
        int slot = slot(batch, sequence, i);
        hash = extend(hash, tokens[slot]);
        if (hash != hashes[slot]) {
          throw new AssertionError("position " + i + " was overwritten by another sequence");
        }
      }
      return hash;
    }

    private int slot(AttentionBatch batch, int sequence, int position) {
      int blockSize = shape.blockSize();
      return batch.block(sequence, position / blockSize) * blockSize + position % blockSize;
    }

    @Override
    public KvShape shape() {
      return shape;
    }

    @Override
    public void close() {}
  }

  private static final class FakeMatrix implements Matrix {
    private final float[][] rows;

    FakeMatrix(int rows, int columns) {
      this.rows = new float[rows][columns];
    }

    @Override
    public int rows() {
      return rows.length;
    }

    @Override
    public int columns() {
      return rows[0].length;
    }

    @Override
    public Matrix columns(int first, int count) {
      throw new UnsupportedOperationException("not needed for logits");
    }

    @Override
    public void read(int row, float[] destination, int offset) {
      System.arraycopy(rows[row], 0, destination, offset, rows[row].length);
    }

    @Override
    public void write(int row, float[] source, int offset) {
      System.arraycopy(source, offset, rows[row], 0, rows[row].length);
    }
  }
}
