package seseragi.engine;

import java.util.ArrayList;
import java.util.List;
import seseragi.engine.sampling.LogProbabilities;
import seseragi.engine.sampling.Sampler;
import seseragi.engine.schedule.StepPlan;
import seseragi.kernels.Matrix;

/** Gives every choice of a plan whose logits were computed its next token. */
final class TokenSampling {
  private final float[] row; // [columns of the logits]
  private final Sampler sampler;
  private final LogProbabilities logprobs;

  /**
   * @param columns logits that the model gives
   * @param vocabularySize of those, how many have a token
   */
  TokenSampling(int columns, int vocabularySize) {
    row = new float[columns];
    sampler = new Sampler(vocabularySize);
    logprobs = new LogProbabilities(vocabularySize, GenerationRequest.MAX_LOGPROBS);
  }

  /**
   * Sets {@link Choice#next}.
   *
   * @param logits {@code [rows that want logits, columns]}
   */
  void sample(StepPlan<Choice> plan, Matrix logits) {
    int next = 0;
    for (int i = 0; i < plan.size(); i++) {
      if (plan.wantsLogits(i)) {
        logits.read(next++, row, 0);
        sample(plan.sequence(i));
      }
    }
  }

  private void sample(Choice choice) {
    choice.next = sampler.sample(row, choice.sampling);
    int alternatives = choice.owner.request.logprobs();
    if (alternatives >= 0 && choice.next != Sampler.NOT_FINITE) {
      logprobs.compute(row, alternatives);
      choice.nextLogprob = logprob(choice.next);
    }
  }

  private TokenLogprob logprob(int token) {
    List<TokenLogprob.Alternative> top = new ArrayList<>(logprobs.topCount());
    for (int i = 0; i < logprobs.topCount(); i++) {
      int other = logprobs.topToken(i);
      top.add(new TokenLogprob.Alternative(other, logprobs.of(other)));
    }
    return new TokenLogprob(token, logprobs.of(token), top);
  }
}
