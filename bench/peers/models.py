"""Makes the models that are compared, from nothing: one Llama of 1.1B parameters with random weights.

    venv/bin/python bench/peers/models.py FOLDER

    FOLDER/f16.gguf                      the origin of all others
    FOLDER/{q8_0,q4_0,q4_k_m}.gguf       for Seseragi and llama.cpp, quantised by llama.cpp
    FOLDER/openvino-{f16,int8,int4}/     for OpenVINO GenAI: read by its own GGUF reader, compressed by NNCF

What is there already is not made again. Needs 8 GB of disk and 8 GB of memory.
"""

import ctypes
import pathlib
import shutil
import sys

import gguf
import numpy as np

LAYERS = 22
EMBEDDING = 2048
HEADS = 32
KV_HEADS = 4
FEED_FORWARD = 5632
CONTEXT = 8192
VOCABULARY = 32_000
GROUP = 128  # of the 4-bit weights of OpenVINO


def byte_letters():
    """The letters that byte-level BPE writes for the 256 bytes, in the order of the bytes."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    spare = iter(range(256, 512))
    return [chr(b) if b in printable else chr(next(spare)) for b in range(256)]


def vocabulary():
    """Tokens and merges of a byte-level BPE: bytes, then words of one to three letters, with and without a space."""
    letters = [chr(c) for c in range(ord("a"), ord("z") + 1)]
    tokens, merges = byte_letters(), []
    space = byte_letters()[ord(" ")]
    ends = letters + [space]
    while len(tokens) < VOCABULARY - 2:
        longer = []
        for end in ends:
            for letter in letters:
                if len(tokens) < VOCABULARY - 2:
                    tokens.append(end + letter)
                    merges.append(f"{end} {letter}")
                    longer.append(end + letter)
        ends = longer
    return tokens + ["<s>", "</s>"], merges


def add_vocabulary(writer):
    tokens, merges = vocabulary()
    kinds = [gguf.TokenType.NORMAL] * (VOCABULARY - 2) + [gguf.TokenType.CONTROL] * 2
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("llama-bpe")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(merges)
    writer.add_bos_token_id(VOCABULARY - 2)
    writer.add_eos_token_id(VOCABULARY - 1)
    writer.add_pad_token_id(VOCABULARY - 1)


def write_origin(path):
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("random 1.1B")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(EMBEDDING)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(EMBEDDING // HEADS)
    writer.add_rope_freq_base(10_000.0)
    writer.add_vocab_size(VOCABULARY)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    add_vocabulary(writer)

    random = np.random.default_rng(1)
    kv = EMBEDDING // HEADS * KV_HEADS

    def matrix(name, rows, columns, spread=None):
        spread = spread or columns**-0.5
        values = random.standard_normal((rows, columns), dtype=np.float32)
        writer.add_tensor(name, (values * np.float32(spread)).astype(np.float16))

    def norm(name):
        writer.add_tensor(name, np.ones(EMBEDDING, np.float32))

    matrix("token_embd.weight", VOCABULARY, EMBEDDING, 1.0)
    norm("output_norm.weight")
    matrix("output.weight", VOCABULARY, EMBEDDING)
    for i in range(LAYERS):
        norm(f"blk.{i}.attn_norm.weight")
        matrix(f"blk.{i}.attn_q.weight", EMBEDDING, EMBEDDING)
        matrix(f"blk.{i}.attn_k.weight", kv, EMBEDDING)
        matrix(f"blk.{i}.attn_v.weight", kv, EMBEDDING)
        matrix(f"blk.{i}.attn_output.weight", EMBEDDING, EMBEDDING)
        norm(f"blk.{i}.ffn_norm.weight")
        matrix(f"blk.{i}.ffn_gate.weight", FEED_FORWARD, EMBEDDING)
        matrix(f"blk.{i}.ffn_up.weight", FEED_FORWARD, EMBEDDING)
        matrix(f"blk.{i}.ffn_down.weight", EMBEDDING, FEED_FORWARD)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def quantize(origin, path, file_type):
    import llama_cpp

    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype = file_type
    code = llama_cpp.llama_model_quantize(str(origin).encode(), str(path).encode(), ctypes.byref(params))
    if code != 0:
        raise SystemExit(f"llama.cpp did not quantise {origin} to {path}: code {code}")


def read_by_openvino(origin, folder):
    """OpenVINO GenAI reads a GGUF file and leaves what it made of it beside the file."""
    import openvino_genai

    folder.mkdir()
    link = folder / "origin.gguf"
    link.symlink_to(origin.resolve())
    openvino_genai.LLMPipeline(str(link), "CPU", enable_save_ov_model=True)
    link.unlink()


def compress(source, folder, mode):
    import nncf
    import openvino

    model = openvino.Core().read_model(source / "openvino_model.xml")
    if mode == "int8":
        model = nncf.compress_weights(model, mode=nncf.CompressWeightsMode.INT8_ASYM)
    else:
        model = nncf.compress_weights(model, mode=nncf.CompressWeightsMode.INT4_SYM, group_size=GROUP, ratio=1.0)
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("openvino_model.*"))
    openvino.save_model(model, folder / "openvino_model.xml", compress_to_fp16=True)


def make(target, action):
    """Runs the action on an unfinished name, so that what bears its name is whole."""
    if target.exists():
        print(f"{target} is there")
        return
    print(f"making {target} ...", flush=True)
    unfinished = target.with_name("unfinished-" + target.name)
    if unfinished.is_dir():
        shutil.rmtree(unfinished)
    action(unfinished)
    unfinished.rename(target)


def main(folder):
    import llama_cpp

    folder.mkdir(parents=True, exist_ok=True)
    origin = folder / "f16.gguf"
    make(origin, write_origin)
    for name, file_type in {
        "q8_0": llama_cpp.LLAMA_FTYPE_MOSTLY_Q8_0,
        "q4_0": llama_cpp.LLAMA_FTYPE_MOSTLY_Q4_0,
        "q4_k_m": llama_cpp.LLAMA_FTYPE_MOSTLY_Q4_K_M,
    }.items():
        make(folder / f"{name}.gguf", lambda path, kind=file_type: quantize(origin, path, kind))
    plain = folder / "openvino-f16"
    make(plain, lambda path: read_by_openvino(origin, path))
    for mode in ("int8", "int4"):
        make(folder / f"openvino-{mode}", lambda path, mode=mode: compress(plain, path, mode))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(pathlib.Path(sys.argv[1]))
