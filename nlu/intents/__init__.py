"""What a message does (its dialogue act), and which section of an answer a question asks for."""

from nlu.intents.model import IntentModel, Reading

__all__ = ["IntentModel", "Reading"]
