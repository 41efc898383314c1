"""Fine-tuning the bundled model on what is said of procedures, troubles and topics.

Low-rank additions to every dense matrix, and a direction for each document, learned together: the
cosine of a text with its own document's direction is to be the highest. Words are left out at
random, so that no single one decides. No question of the evaluation is read here. About twenty
minutes on two cores.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from knowledge.encoder.adapter import DENSE, Adapter
from knowledge.encoder.bundled import bert_of, to_sentence_transformer, weights_path
from knowledge.encoder.packed_weights import PackedWeights
from knowledge.retrieval.corpus import NOT_SAID
from knowledge.retrieval.index import Index

RANK = 16
_EPOCHS = 4
_BATCH = 64
_RATE, _RATE_OF_DIRECTIONS = 1e-3, 2e-3
_WARM_UP, _LEAST_RATE = 60, 0.03
_TEMPERATURE = 0.07
_SMOOTHING = 0.05
_DROPPED, _WHOLE = 0.12, 0.3
"""Share of a text's words left out, and of texts that keep all of theirs."""
_MAX_TOKENS = 100
_SEED = 0


@dataclass(frozen=True)
class Said:
    """A normalised text and the code of the document it is said of."""

    text: str
    code: str


class LowRank(nn.Module):
    """A dense layer with up·down beside it; at first it adds nothing."""

    def __init__(self, dense: nn.Linear, rank: int) -> None:
        super().__init__()
        self.dense = dense
        self.down = nn.Parameter(torch.randn(rank, dense.in_features) / rank**0.5 / 2)
        self.up = nn.Parameter(torch.zeros(dense.out_features, rank))
        self.scale = 2 / rank**0.5

    def forward(self, inputs: torch.Tensor) -> Any:
        """(…, inputs) → (…, outputs)."""
        return self.dense(inputs) + (inputs @ self.down.T) @ self.up.T * self.scale


def said_of(index: Index) -> list[Said]:
    """What is learned from, each text once a document."""
    known = index.documents[: len(index.documents) - len(index.imported)]
    found = {
        (index.normaliser(passage.text), document.code)
        for document in known
        for passage in document.passages
        if passage.kind not in NOT_SAID
    }
    return [Said(text, code) for text, code in sorted(found) if text]


class Tuning:
    """`run()` a step of it after the other; `adapter()` is what was learned so far."""

    def __init__(self, said: Sequence[Said], epochs: int = _EPOCHS) -> None:
        torch.manual_seed(_SEED)
        self._random = random.Random(_SEED)  # noqa: S311 (nothing secret)
        self._said = said
        self._codes = sorted({one.code for one in said})
        self._batches = len(said) // _BATCH + 1
        self.steps = epochs * self._batches
        with tempfile.TemporaryDirectory() as scratch:
            model = to_sentence_transformer(PackedWeights(weights_path()), Path(scratch))
        self._tokenizer = model.tokenizer.backend_tokenizer
        self._tokenizer.enable_truncation(_MAX_TOKENS)
        self._tokenizer.no_padding()
        self._bert = bert_of(model)
        self._bert.requires_grad_(requires_grad=False)
        self._low_rank = dict(_adapted_layers(self._bert))
        self._directions = nn.Parameter(self._first_directions())

    def run(self, tell: Callable[[str], None] = print) -> None:
        """Learn. tell: hears how it goes every fifty steps."""
        self._bert.train()
        own = [p for layer in self._low_rank.values() for p in (layer.up, layer.down)]
        rates = (_RATE, _RATE_OF_DIRECTIONS)
        optimiser = torch.optim.AdamW(
            [{"params": own}, {"params": [self._directions]}], weight_decay=0.0
        )
        started, losses = time.monotonic(), []
        for step, batch in enumerate(self._all_batches(), 1):
            share = min(1.0, step / _WARM_UP) * max(_LEAST_RATE, 1 - step / self.steps)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * share
            loss = self._loss(batch)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(own, 1.0)
            optimiser.step()
            losses.append(float(loss.detach()))
            if step % 50 == 0:
                minutes = (time.monotonic() - started) / 60
                tell(f"{step}/{self.steps}: {np.mean(losses[-50:]):.3f}, {minutes:.1f} phút")
        self._bert.eval()

    def adapter(self) -> Adapter:
        """What was learned."""
        directions = nn.functional.normalize(self._directions.detach(), dim=1).numpy()
        return Adapter(
            up={n: (m.up.detach() * m.scale).numpy() for n, m in self._low_rank.items()},
            down={name: m.down.detach().numpy() for name, m in self._low_rank.items()},
            directions=dict(zip(self._codes, directions, strict=True)),
        )

    def _all_batches(self) -> Iterator[list[Said]]:
        """Texts of about one length together: nothing is computed for filling."""
        lengths = np.array([len(one.text.split()) for one in self._said])
        for _ in range(self.steps // self._batches):
            jitter = np.array([self._random.random() * 4 for _ in self._said])
            order = np.argsort(lengths + jitter)
            batches = [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]
            self._random.shuffle(batches)
            for batch in batches:
                yield [self._said[at] for at in batch]

    def _loss(self, batch: Sequence[Said]) -> torch.Tensor:
        vectors = self._vectors([self._thinned(one.text) for one in batch])
        cosines = vectors @ nn.functional.normalize(self._directions, dim=1).T
        wanted = torch.tensor([self._codes.index(one.code) for one in batch])
        return nn.functional.cross_entropy(
            cosines / _TEMPERATURE, wanted, label_smoothing=_SMOOTHING
        )

    def _thinned(self, text: str) -> str:
        words = text.split()
        if len(words) > 3 and self._random.random() > _WHOLE:
            words = [word for word in words if self._random.random() > _DROPPED] or words
        return " ".join(words)

    def _vectors(self, texts: Sequence[str]) -> torch.Tensor:
        rows = [self._tokenizer.encode(f"query: {text}").ids for text in texts]
        longest = max(map(len, rows))
        ids = torch.tensor([row + [1] * (longest - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
        hidden = self._bert(
            input_ids=ids, attention_mask=mask, token_type_ids=torch.zeros_like(ids)
        ).last_hidden_state
        share = mask[..., None].to(hidden.dtype)
        mean: torch.Tensor = (hidden * share).sum(1) / share.sum(1)
        return nn.functional.normalize(mean, dim=1)

    @torch.no_grad()
    def _first_directions(self) -> torch.Tensor:
        """Of each document the mean of what is said, less the mean of everything."""
        self._bert.eval()
        sums = torch.zeros(len(self._codes), 384)
        counts = torch.zeros(len(self._codes), 1)
        ordered = sorted(self._said, key=lambda one: len(one.text))
        for at in range(0, len(ordered), _BATCH):
            batch = ordered[at : at + _BATCH]
            wanted = torch.tensor([self._codes.index(one.code) for one in batch])
            sums.index_add_(0, wanted, self._vectors([one.text for one in batch]))
            counts.index_add_(0, wanted, torch.ones(len(batch), 1))
        means = sums / counts - sums.sum(0) / counts.sum()
        return nn.functional.normalize(means, dim=1)


def _adapted_layers(bert: Any) -> Iterator[tuple[str, LowRank]]:
    """Put a `LowRank` in the place of every dense matrix."""
    for number, layer in enumerate(bert.encoder.layer):
        for path in DENSE:
            *parents, last = path.split(".")
            parent = layer
            for name in parents:
                parent = getattr(parent, name)
            made = LowRank(getattr(parent, last), RANK)
            setattr(parent, last, made)
            yield f"{number}.{path}", made
