"""The artefact folder: everything a retriever loads, with a manifest that says from what.

Opening refuses a folder whose manifest differs from the records, the encoder or the code at hand.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import numpy as np

from knowledge.encoder import Encoder, EncoderSettings, build_encoder, open_encoder
from knowledge.encoder.adapter import Adapter
from knowledge.encoder.adapter import identity as adapter_identity
from knowledge.encoder.bundled import UNIGRAMS_FILE
from knowledge.encoder.bundled import build as build_bundled
from knowledge.encoder.protocol import Vectors
from knowledge.errors import IndexMismatchError, IndexMissingError
from knowledge.library import Library
from knowledge.retrieval import corpus
from knowledge.retrieval.adapted import Adapted, open_model
from knowledge.retrieval.catalogue import Group
from knowledge.retrieval.corpus import Document
from knowledge.retrieval.doubts import Doubts
from knowledge.retrieval.language import learn
from knowledge.retrieval.learned import Learned
from knowledge.retrieval.lexical import View, char_vectorizer, gram_vectorizer
from knowledge.retrieval.pointers import Pointers
from knowledge.retrieval.vectors import embed
from nlu.text.language_model import LanguageModel
from nlu.text.normaliser import Normaliser

FORMAT = 8
_GROUPS = "imported.json"
_MANIFEST = "manifest.json"
_PACKAGES = ("numpy", "onnxruntime", "scikit-learn", "tokenizers")


@dataclass(frozen=True)
class Built:
    """What a build did."""

    documents: int
    passages: int
    embedded: int

    def __str__(self) -> str:
        return (
            f"{self.documents} chủ đề, {self.passages} đoạn, tính mới {self.embedded} véc-tơ"
            if self.embedded
            else f"{self.documents} chủ đề, {self.passages} đoạn, không có gì mới"
        )


@dataclass(frozen=True)
class Index:
    """A loaded artefact folder. documents: curated procedures, topics, then the imported ones."""

    documents: list[Document]
    imported: list[Group]
    normaliser: Normaliser
    encoder: Encoder
    vectors: Vectors
    characters: View
    grams: View
    learned: Learned
    doubts: Doubts
    adapted: Adapted
    pointers: Pointers

    @classmethod
    def open(cls, folder: Path, library: Library, settings: EncoderSettings) -> Index:
        """Load what `build` wrote.

        Raises:
            IndexMissingError: nothing was built.
            IndexMismatchError: it was built from something else; the message names what differs.
            EncoderError: the embedding model is missing.

        """
        found = _read_manifest(folder)
        wanted = _manifest(library, settings)
        if changed := [name for name in wanted if found.get(name) != wanted[name]]:
            raise IndexMismatchError(
                f"chỉ mục được dựng từ thứ khác ({', '.join(changed)}): chạy `make index`"
            )
        language = json.loads((folder / "language.json").read_text("utf-8"))
        groups = _read_groups(folder)
        known = corpus.documents(library)
        return cls(
            documents=known + corpus.imported(groups),
            imported=groups,
            normaliser=Normaliser(LanguageModel.from_json(language)),
            encoder=open_encoder(settings, folder / "encoder"),
            vectors=np.load(folder / "vectors.npy"),
            characters=View.load(char_vectorizer(), folder, "characters"),
            grams=View.load(gram_vectorizer(), folder, "grams"),
            learned=Learned.load(folder),
            doubts=Doubts.load(folder, _places(known)),
            adapted=Adapted.load(folder),
            pointers=Pointers(library.records),
        )


def build(
    folder: Path, library: Library, settings: EncoderSettings, imported: Sequence[Group] = ()
) -> Built:
    """Write the artefact folder for these records; computes only what changed.

    The manifest is written last: a build killed half-way is no index.
    """
    folder.mkdir(parents=True, exist_ok=True)
    documents = corpus.documents(library) + corpus.imported(imported)
    passages = [passage.text for document in documents for passage in document.passages]
    wanted = _manifest(library, settings)
    try:
        if _read_manifest(folder) == wanted and _read_groups(folder) == list(imported):
            return Built(len(documents), len(passages), 0)
    except IndexMissingError:
        pass
    (folder / _MANIFEST).unlink(missing_ok=True)
    build_bundled(folder / "encoder")
    build_encoder(settings, folder / "encoder")
    general = json.loads((folder / "encoder" / UNIGRAMS_FILE).read_text("utf-8"))
    names = [group.name for group in imported]
    model = learn(library, names, general)
    (folder / "language.json").write_text(json.dumps(model.to_json(), ensure_ascii=False), "utf-8")
    normaliser = Normaliser(model)
    read = [normaliser(passage) or "…" for passage in passages]
    encoder = open_encoder(settings, folder / "encoder")
    unclear = [((a, b), normaliser(text) or "…") for a, b, text in corpus.unclear(library.records)]
    every = [*read, *(text for _, text in unclear)]
    embedding, embedded = embed(encoder.identity, encoder.queries, every, folder / "cache.npz")
    vectors = embedding[: len(read)]
    np.save(folder / "vectors.npy", vectors)
    texts = [text for document in documents for text in document.texts]
    View.fit(char_vectorizer(), texts).save(folder, "characters")
    View.fit(gram_vectorizer(), passages).save(folder, "grams")
    known = documents[: len(documents) - len(imported)]
    rows, owners = _said_of(known)
    texts_said = [read[row] for row in rows]
    Learned.fit(texts_said, vectors[rows], owners, len(known)).save(folder)
    both = np.concatenate([vectors[rows], embedding[len(read) :]])
    Doubts.fit(unclear, texts_said, both, _places(known)).save(folder)
    said = _said(known, read)
    tuned = open_model(folder / "encoder")
    only_names = read[len(read) - len(imported) :]
    Adapted.fit(tuned, Adapter.load(), known, said).with_names(only_names, folder).save(folder)
    groups = [[group.code, group.name, group.codes] for group in imported]
    (folder / _GROUPS).write_text(json.dumps(groups, ensure_ascii=False), "utf-8")
    partial = folder / f"{_MANIFEST}.partial"
    partial.write_text(json.dumps(wanted, indent=2, ensure_ascii=False) + "\n", "utf-8")
    partial.replace(folder / _MANIFEST)
    return Built(len(documents), len(passages), embedded)


def _manifest(library: Library, settings: EncoderSettings) -> dict[str, str]:
    searched = hashlib.sha256()
    for document in corpus.documents(library):
        searched.update(repr(document).encode())
    unclear = chain.from_iterable(corpus.unclear(library.records))
    for text in chain(corpus.language(library), corpus.said(library), unclear):
        searched.update(text.encode())
    return {
        "format": str(FORMAT),
        "records": searched.hexdigest(),
        "encoder": settings.identity,
        "adapter": adapter_identity(),
        **{package: version(package) for package in _PACKAGES},
    }


def _said(known: Sequence[Document], read: Sequence[str]) -> list[list[str]]:
    """Of each document the passages as they are read, without those that nobody says."""
    rest = iter(read)
    return [
        [
            text
            for passage in d.passages
            if (text := next(rest)) and passage.kind not in corpus.NOT_SAID
        ]
        for d in known
    ]


def _said_of(known: Sequence[Document]) -> tuple[list[int], list[int]]:
    """The passages that somebody says of a curated procedure, trouble or topic, and whose they are:
    what the classifiers learn from.
    """
    said = [(at, passage) for at, document in enumerate(known) for passage in document.passages]
    rows = [row for row, (_, passage) in enumerate(said) if passage.kind not in corpus.NOT_SAID]
    return rows, [said[row][0] for row in rows]


def _places(known: Sequence[Document]) -> dict[str, int]:
    return {document.code: at for at, document in enumerate(known)}


def _read_groups(folder: Path) -> list[Group]:
    """The imported procedures the folder was built with: it may be behind the store."""
    try:
        found = json.loads((folder / _GROUPS).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise IndexMissingError(f"chưa có chỉ mục trong {folder}: chạy `make index`") from error
    return [Group(code, name, tuple(codes)) for code, name, codes in found]


def _read_manifest(folder: Path) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads((folder / _MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise IndexMissingError(f"chưa có chỉ mục trong {folder}: chạy `make index`") from error
    return found
