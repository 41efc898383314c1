"""The words: templates in YAML that a ward officer can edit, filled in with facts of a record.

Templates are Jinja (sandboxed, undefined names are errors). `you` and `me` are how the citizen and
the assistant are called; `You` and `Me` the same at the start of a sentence.
"""

from bot.wording.address import Pair, pair_named
from bot.wording.speaker import Speaker
from bot.wording.templates import Wording, WordingError

__all__ = ["Pair", "Speaker", "Wording", "WordingError", "pair_named"]
