"""The second judge of a candidate: extremely randomised trees, as plain arrays.

A logistic sees each feature by itself; the trees see them together (a small lead means little in a
long story, much in three words). Fitted by `tungbuoc tune` on development questions only and kept
in `forest.npz`; read without scikit-learn's own format, which changes between versions.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import ExtraTreesClassifier

FILE = Path(__file__).with_name("forest.npz")
TREES = 100
_LEAST_IN_A_LEAF = 2
_ARRAYS = ("feature", "threshold", "left", "right", "share", "roots")
Rows = npt.NDArray[np.float64]


class Forest:
    """`probability(rows)`: how likely each row's candidate is right, by the trees' mean."""

    def __init__(self, arrays: dict[str, npt.NDArray[np.float64]]) -> None:
        """feature: of each node, -1 for a leaf. left, right: nodes. share: of right ones in it."""
        self._feature = arrays["feature"].astype(np.int64)
        self._threshold = arrays["threshold"].astype(np.float64)
        self._left = arrays["left"].astype(np.int64)
        self._right = arrays["right"].astype(np.int64)
        self._share = arrays["share"].astype(np.float64)
        self._roots = arrays["roots"].astype(np.int64)

    def probability(self, rows: Rows) -> Rows:
        """One number a row of `confidence.FEATURES`."""
        # The trees were fitted on 32 bits and compare on them.
        values = rows.astype(np.float32).astype(np.float64)
        at = np.broadcast_to(self._roots, (len(rows), len(self._roots))).copy()
        row = np.arange(len(rows))[:, None]
        while (inner := self._feature[at] >= 0).any():
            goes_left = values[row, self._feature[at]] <= self._threshold[at]
            at = np.where(inner, np.where(goes_left, self._left[at], self._right[at]), at)
        mean: Rows = self._share[at].mean(axis=1)
        return mean

    @classmethod
    def of(cls, model: ExtraTreesClassifier) -> Forest:
        """The arrays of a fitted model with the classes wrong and right."""
        parts: dict[str, list[npt.NDArray[np.float64]]] = {name: [] for name in _ARRAYS}
        start = 0
        for estimator in model.estimators_:
            tree = estimator.tree_
            leaf = tree.children_left < 0
            counts = tree.value[:, 0, :]
            parts["feature"].append(np.where(leaf, -1, tree.feature))
            parts["threshold"].append(tree.threshold)
            parts["left"].append(tree.children_left + start)
            parts["right"].append(tree.children_right + start)
            parts["share"].append(counts[:, 1] / counts.sum(axis=1))
            parts["roots"].append(np.array([start]))
            start += tree.node_count
        return cls({name: np.concatenate(arrays) for name, arrays in parts.items()})

    def save(self, path: Path = FILE) -> None:
        """Write the arrays."""
        np.savez_compressed(
            path,
            feature=self._feature.astype(np.int8),
            threshold=self._threshold,
            left=self._left.astype(np.int32),
            right=self._right.astype(np.int32),
            share=self._share.astype(np.float32),
            roots=self._roots.astype(np.int32),
        )

    @classmethod
    def load(cls, path: Path = FILE) -> Forest:
        """The inverse of `save`."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls({name: arrays[name] for name in _ARRAYS})


@cache
def load() -> Forest:
    """The committed trees; one that is undecided before the first `tungbuoc tune`."""
    if FILE.is_file():
        return Forest.load()
    arrays = {name: np.zeros(1) for name in _ARRAYS}
    return Forest({**arrays, "feature": np.array([-1.0]), "share": np.array([0.5])})


def untrained() -> ExtraTreesClassifier:
    """What `tune` fits."""
    return ExtraTreesClassifier(
        TREES, min_samples_leaf=_LEAST_IN_A_LEAF, max_features=None, random_state=0
    )
