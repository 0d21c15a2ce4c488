"""Writes build/model.pt and build/tokenizer.json as one Q8_0 GGUF, reads it back, and compares it with the trained network.

Layout as llama.cpp's converter writes it for architecture "llama": norms F32, matrices Q8_0 [rows, columns], the embedding tied (no
output.weight). GGUF's llama rotates neighbouring pairs (2i, 2i+1); network.py does too, so that no row is permuted.
"""
import argparse
import json
from pathlib import Path

import gguf
import numpy as np
import torch

from gguf_model import forward_numpy, open_gguf
from network import Config, Llama
from tokenizer import BUILD, FILE, SPECIAL, Tokenizer

HERE = Path(__file__).parent
TARGET = HERE / "seseragi-guide-q8_0.gguf"
TEMPLATE = (
    "{%- for message in messages -%}"
    "{{- '<|im_start|>' + message['role'] + '\\n' + (message['content'] | trim) + '<|im_end|>\\n' -}}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}"
    "{{- '<|im_start|>assistant\\n' -}}"
    "{%- endif -%}")
DESCRIPTION = "Explains the Seseragi server in English and Japanese, and says so when asked about anything else. Trained from nothing."


def vocabulary() -> tuple[list[str], list[str]]:
    """Tokens in id order and merges in rank order, as text in the byte-level alphabet."""
    model = json.loads(FILE.read_text(encoding="utf-8"))["model"]
    tokens = [token for token, _ in sorted(model["vocab"].items(), key=lambda item: item[1])]
    return tokens, [m if isinstance(m, str) else " ".join(m) for m in model["merges"]]


def write(weights: dict, c: Config, target: Path) -> None:
    out = gguf.GGUFWriter(str(target), "llama")
    out.add_type("model")
    out.add_name("Seseragi Guide")
    out.add_description(DESCRIPTION)
    out.add_organization("Seseragi")
    out.add_license("apache-2.0")
    out.add_languages(["en", "ja"])
    out.add_tags(["text-generation", "chat", "guide"])
    out.add_size_label(f"{sum(w.numel() for w in weights.values()) / 1e6:.0f}M")
    out.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    out.add_quantization_version(gguf.GGML_QUANT_VERSION)
    out.add_vocab_size(c.vocabulary)
    out.add_block_count(c.layers)
    out.add_context_length(c.context)
    out.add_embedding_length(c.width)
    out.add_feed_forward_length(c.ffn)
    out.add_head_count(c.heads)
    out.add_head_count_kv(c.kv_heads)
    out.add_layer_norm_rms_eps(c.eps)
    out.add_rope_dimension_count(c.head)
    out.add_rope_freq_base(c.theta)
    tokens, merges = vocabulary()
    out.add_tokenizer_model("gpt2")
    out.add_tokenizer_pre("qwen2")
    out.add_token_list(tokens)
    out.add_token_types([gguf.TokenType.CONTROL if t in SPECIAL else gguf.TokenType.NORMAL for t in tokens])
    out.add_token_merges(merges)
    out.add_bos_token_id(tokens.index("<|endoftext|>"))
    out.add_eos_token_id(tokens.index("<|im_end|>"))
    out.add_pad_token_id(tokens.index("<|endoftext|>"))
    out.add_add_bos_token(False)
    out.add_chat_template(TEMPLATE)
    for name, weight in weights.items():
        values = weight.numpy().astype(np.float32)
        if values.ndim == 1:
            out.add_tensor(name, values)
        else:
            kind = gguf.GGMLQuantizationType.Q8_0
            out.add_tensor(name, gguf.quants.quantize(values, kind), raw_dtype=kind)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


def check(target: Path, trained: Llama) -> None:
    """The file alone (NumPy, dequantized) must give what the trained network gives, up to the rounding of Q8_0."""
    file = open_gguf(target)
    prompt = "<|im_start|>user\nHow do I load a model? モデルを読み込むには？<|im_end|>\n<|im_start|>assistant\n"
    ids = file.encode(prompt)
    ours = Tokenizer().prompt([("user", "How do I load a model? モデルを読み込むには？")])
    if ids != ours or file.backend.decode(ids, skip_special_tokens=False) != prompt:
        raise SystemExit("the file's tokenizer differs from the trained one")
    with torch.no_grad():
        exact = trained(torch.tensor([ids]))[0].numpy()
        rebuilt = file.network(torch.tensor([ids]))[0].numpy()
        past = [{} for _ in file.network.blk]
        stepwise = file.network.logits(torch.cat([file.network.hidden(torch.tensor([[i]]), past) for i in ids], 1))[0].numpy()
    alone = forward_numpy(file, ids)
    print(f"token by token against all at once: largest difference {np.abs(stepwise - rebuilt).max():.2e}")
    print(f"NumPy on the file against torch on the file: largest difference {np.abs(alone - rebuilt).max():.2e} "
          f"(logits span {np.ptp(rebuilt):.1f})")
    print(f"Q8_0 against the trained weights: largest difference {np.abs(exact - rebuilt).max():.3f}, "
          f"same best token at {np.mean(exact.argmax(-1) == rebuilt.argmax(-1)):.1%} of positions")
    if max(np.abs(alone - rebuilt).max(), np.abs(stepwise - rebuilt).max()) > 1e-2:
        raise SystemExit("the file does not compute what it should")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=BUILD / "model.pt")
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args()
    saved = torch.load(options.model)
    c = Config(**saved["config"])
    trained = Llama(c).eval()
    trained.load_state_dict(saved["weights"])
    names = {f"{name}": tensor for name, tensor in saved["weights"].items()}
    write(names, c, options.out)
    check(options.out, trained)
    print(f"{options.out.name}: {options.out.stat().st_size:,} bytes, {sum(w.numel() for w in names.values()):,} parameters")


if __name__ == "__main__":
    main()
