package seseragi.engine.model;

/** One layer of a model: changes the residual stream of the tokens in a pass. */
@FunctionalInterface
interface Layer {
  void forward(Pass pass);
}
