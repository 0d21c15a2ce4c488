package seseragi.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import seseragi.engine.kvcache.BlockPool;
import seseragi.engine.sampling.Sampler;
import seseragi.engine.sampling.SamplingParams;
import seseragi.engine.sampling.SamplingState;
import seseragi.engine.schedule.Scheduler;
import seseragi.engine.schedule.Sequence;
import seseragi.engine.schedule.StepPlan;

class HotPathTest {
  private static final int SEQUENCES = 4;
  private static final int STEPS = 1000;

  private final Scheduler<Sequence> scheduler =
      new Scheduler<>(new BlockPool(2000, 16, true), SEQUENCES, 64);
  private final BatchAssembler assembler = new BatchAssembler(64, 16);
  private final Sampler sampler = new Sampler(1000);
  private final SamplingState state =
      new SamplingState(
          new SamplingParams(1, 40, 0.9f, 0.01f, 1.1f, 0.1f, 0, Map.of(3, 1f), 1), new int[] {1});
  private final float[] logits = new float[1000];

  /** Plans, assembles, samples and commits. */
  private void step() {
    StepPlan<Sequence> plan = scheduler.plan();
    assembler.assemble(plan);
    for (int i = 0; i < plan.size(); i++) {
      Sequence sequence = plan.sequence(i);
      boolean sampled = plan.wantsLogits(i);
      scheduler.advance(sequence, plan.count(i));
      if (sampled) {
        scheduler.append(sequence, sampler.sample(logits, state));
      }
    }
  }

  /** The lists of tokens and blocks double now and then: that is less than 40 bytes a token. */
  @Test
  void generatingATokenAllocatesNothingButItsPlace() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (i * 37 % 101) / 25f;
    }
    for (int i = 0; i < SEQUENCES; i++) {
      scheduler.add(new Sequence(i, new int[] {i, 2, 3}));
    }
    for (int i = 0; i < STEPS; i++) {
      step();
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < STEPS; i++) {
      step();
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(bytes < 40L * STEPS * SEQUENCES, bytes + " bytes");
  }
}
