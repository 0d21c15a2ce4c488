/** Tensor kernels: memory, tensors, and the operations of a transformer on them. */
module seseragi.kernels {
  requires jdk.incubator.vector;

  exports seseragi.kernels;
  exports seseragi.kernels.measure;
  exports seseragi.kernels.memory;
  exports seseragi.kernels.profile;
  exports seseragi.kernels.select;
  exports seseragi.kernels.tensor;
}
