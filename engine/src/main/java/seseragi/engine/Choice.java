package seseragi.engine;

import seseragi.engine.sampling.SamplingState;
import seseragi.engine.schedule.Sequence;
import seseragi.engine.text.ChoiceText;

/** One answer on its way. Belongs to the engine's thread. */
final class Choice extends Sequence {
  final ActiveRequest owner;
  final SamplingState sampling;
  final ChoiceText text;
  final HeldLogprobs logprobs = new HeldLogprobs();
  int next; // the token just sampled, or Sampler.NOT_FINITE
  TokenLogprob nextLogprob; // of it, if asked for
  int undelivered; // tokens since the last delta
  long lastTokenNanos; // when the last token came; meaningful once there is one

  Choice(ActiveRequest owner, long request, SamplingState sampling, ChoiceText text) {
    super(request, owner.request.prompt());
    this.owner = owner;
    this.sampling = sampling;
    this.text = text;
  }

  Choice(Choice first, int choice, SamplingState sampling, ChoiceText text) {
    super(first, choice);
    this.owner = first.owner;
    this.sampling = sampling;
    this.text = text;
  }
}
