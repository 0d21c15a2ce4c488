package seseragi.engine.model;

/**
 * A family of models: how a layer is wired from shared blocks. Everything that its files may hold
 * beyond that is loaded here too; what is not loaded is refused.
 */
interface Family {
  /**
   * Loads a layer.
   *
   * @param index of the layer, from 0
   */
  Layer layer(Blocks blocks, int index);
}
