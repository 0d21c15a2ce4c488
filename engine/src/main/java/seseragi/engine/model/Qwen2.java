package seseragi.engine.model;

import seseragi.kernels.RopePairing;

/** Qwen 1.5 to 2.5: as Llama, with a bias on queries, keys and values (Yang et al. 2024). */
final class Qwen2 implements Family {
  @Override
  public Layer layer(Blocks blocks, int index) {
    for (String bias : new String[] {"attn_q.bias", "attn_k.bias", "attn_v.bias"}) {
      blocks.require(index, bias);
    }
    Norm attentionNorm = blocks.norm(index, "attn_norm");
    Attention attention = blocks.attention(index);
    Norm feedForwardNorm = blocks.norm(index, "ffn_norm");
    SwiGlu feedForward = blocks.swiGlu(index);
    Rope rope = blocks.rope(RopePairing.HALVES);
    return pass -> {
      pass.normalize(attentionNorm);
      attention.project(pass);
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
