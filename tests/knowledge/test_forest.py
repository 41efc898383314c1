"""The trees that judge a candidate: kept as arrays, they say what the fitted model says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier

from knowledge.retrieval import forest
from knowledge.retrieval.confidence import FEATURES
from knowledge.retrieval.forest import Forest


def test_the_arrays_say_what_the_model_says(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    rows = random.normal(size=(400, 5))
    right = rows[:, 0] * rows[:, 1] + random.normal(size=400) / 5 > 0
    model = ExtraTreesClassifier(30, min_samples_leaf=2, random_state=0).fit(rows, right)
    wanted = model.predict_proba(rows)[:, 1]
    kept = Forest.of(model)
    kept.save(tmp_path / "trees.npz")
    assert np.allclose(kept.probability(rows), wanted)
    assert np.allclose(Forest.load(tmp_path / "trees.npz").probability(rows), wanted, atol=1e-6)


def test_the_committed_trees_judge_every_feature_there_is() -> None:
    rows = np.random.default_rng(1).normal(size=(50, len(FEATURES))) * 5
    found = forest.load().probability(rows)
    assert found.shape == (50,)
    assert ((found >= 0) & (found <= 1)).all()
    assert len(set(found)) > 5
