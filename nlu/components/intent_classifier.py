"""Our intent model inside Rasa's pipeline: reads the message, then what it does."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Dict, List

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.intents import IntentModel
from nlu.reading import known_vectors, read, sentence_vectors

_FILE = "intents.npz"
_PART = 256
"""Texts that one thread embeds before it takes the next."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class VietnameseIntentClassifier(IntentClassifier, GraphComponent):
    """`ranking_length`: how many intents to hand on, best first."""

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {"ranking_length": 3}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "VietnameseIntentClassifier":
        return cls(config, model_storage, resource, IntentModel())

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on every example and store it."""
        found = [m for m in training_data.intent_examples if m.get(TEXT) and m.get(INTENT)]
        texts = [read(message.get(TEXT)) for message in found]
        self._model.fit(texts, _vectors_of_all, [message.get(INTENT) for message in found])
        with self._storage.write_to(self._resource) as folder:
            np.savez(folder / _FILE, **self._model.parts())
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "VietnameseIntentClassifier":
        """Load what `train` stored: plain arrays only."""
        with model_storage.read_from(resource) as folder, np.load(folder / _FILE) as parts:
            model = IntentModel.from_parts(dict(parts))
        return cls(config, model_storage, resource, model)

    def process(self, messages: List[Message]) -> List[Message]:
        """Set each message's intent and ranking."""
        with_text = [message for message in messages if message.get(TEXT)]
        if not with_text:
            return messages
        texts = [read(message.get(TEXT)) for message in with_text]
        for message, reading in zip(with_text, self._model.read(texts, _vectors)):
            ranking = [{"name": name, "confidence": share} for name, share in reading]
            message.set("intent", ranking[0], add_to_output=True)
            shown = ranking[: self._config["ranking_length"]]
            message.set("intent_ranking", shown, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """No component after this one learns from its readings."""
        return training_data

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Nothing that could be wrong."""


def _vectors(texts: List[str]) -> Any:
    return sentence_vectors().vectors([f"query: {text}" for text in texts])


def _vectors_of_all(texts: List[str]) -> Any:
    """The same vectors; only what the index has not is embedded, every core at work: one session
    may run in several threads at once.
    """
    found = known_vectors(texts)
    new = [text for text in dict.fromkeys(texts) if text not in found]
    parts = [new[at : at + _PART] for at in range(0, len(new), _PART)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for part, vectors in zip(parts, pool.map(_vectors, parts)):
            found.update(zip(part, vectors))
    return np.stack([found[text] for text in texts])
