package seseragi.engine;

import seseragi.engine.model.Batch;
import seseragi.engine.schedule.Sequence;
import seseragi.engine.schedule.StepPlan;

/** Translates a plan, which speaks of sequences, into a batch, which speaks of rows and slots. */
final class BatchAssembler {
  private final Batch batch;
  private final int blockSize;

  BatchAssembler(int maxBatchTokens, int blockSize) {
    this.batch = new Batch(maxBatchTokens);
    this.blockSize = blockSize;
  }

  /** The batch of a plan, its sequences in the plan's order; valid until the next call. */
  Batch assemble(StepPlan<? extends Sequence> plan) {
    batch.clear();
    for (int i = 0; i < plan.size(); i++) {
      Sequence sequence = plan.sequence(i);
      batch.add(
          sequence.tokens(),
          sequence.computed(),
          plan.count(i),
          sequence.table().blocks(),
          sequence.table().size(),
          blockSize,
          plan.wantsLogits(i));
    }
    return batch;
  }
}
