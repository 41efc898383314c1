"""Splits Vietnamese for Rasa, after reading it as it was meant: accents, keystrokes, abbreviations.

Tokens are of the reading, so their offsets are of the reading too: no component marks entities.
"""

from __future__ import annotations

import re
from typing import Any, Dict, List

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from nlu.components.reading import read

_WORD = re.compile(r"\w+")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class VietnameseTokenizer(Tokenizer):
    """People type with and without accents: both become the same tokens."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """What `Tokenizer.__init__` asks for."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
        }

    def tokenize(self, message: Message, attribute: str) -> List[Token]:
        """One token a word; never an empty list, which Rasa cannot featurise."""
        text = read(message.get(attribute))
        found = [Token(match.group(), *match.span()) for match in _WORD.finditer(text)]
        return found or [Token("…", 0, max(1, len(text)))]
