package seseragi.engine.model;

import seseragi.kernels.RopePairing;

/** Qwen 3: each head of queries and keys is normalised before it is rotated (Yang et al. 2025). */
final class Qwen3 implements Family {
  @Override
  public Layer layer(Blocks blocks, int index) {
    int headSize = blocks.sizes().keySize();
    Norm attentionNorm = blocks.norm(index, "attn_norm");
    Attention attention = blocks.attention(index);
    Norm queryNorm = blocks.norm(index, "attn_q_norm", headSize);
    Norm keyNorm = blocks.norm(index, "attn_k_norm", headSize);
    Norm feedForwardNorm = blocks.norm(index, "ffn_norm");
    SwiGlu feedForward = blocks.swiGlu(index);
    Rope rope = blocks.rope(RopePairing.HALVES);
    return pass -> {
      pass.normalize(attentionNorm);
      attention.project(pass);
      attention.normalize(pass, queryNorm, keyNorm);
      attention.rotate(pass, rope);
      attention.attend(pass, attention.usualScale());
      attention.finish(pass);
      pass.addBranch();
      pass.normalize(feedForwardNorm);
      feedForward.apply(pass);
      pass.addBranch();
    };
  }
}
