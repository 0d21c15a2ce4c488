package seseragi.engine.model;

import seseragi.kernels.RopePairing;

/**
 * Llama 1 to 3.3 and what is built like it: Mistral, TinyLlama, SmolLM 1 and 2, Yi. The plain
 * wiring (Touvron et al. 2023).
 */
final class Llama implements Family {
  @Override
  public Layer layer(Blocks blocks, int index) {
    Norm attentionNorm = blocks.norm(index, "attn_norm");
    Attention attention = blocks.attention(index);
    Norm feedForwardNorm = blocks.norm(index, "ffn_norm");
    SwiGlu feedForward = blocks.swiGlu(index);
    Rope rope = blocks.rope(RopePairing.NEIGHBOURS);
    blocks.ignore(index, "attn_rot_embd"); // a copy of the angles in files of 2023
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
