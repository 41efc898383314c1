"""Pure functions over text."""

from nlu.text.clean import clean
from nlu.text.folding import fold, words

__all__ = ["clean", "fold", "words"]
