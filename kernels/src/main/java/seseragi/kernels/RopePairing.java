package seseragi.kernels;

/** Which two numbers of a head are rotated together by RoPE. */
public enum RopePairing {
  /** (0, 1), (2, 3), ...: llama, granite, smollm3. */
  NEIGHBOURS,
  /** (i, i + rotated/2): qwen2, qwen3, gemma, phi3. */
  HALVES
}
