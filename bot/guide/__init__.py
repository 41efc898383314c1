"""Guiding one submission, from the first question to the dossier code, driven by a record alone.

A guide is a small `State` over a record. `moves` go from state to state, `cards` say what a state
shows, `render` puts it into words. Nothing here knows a channel, a server or a person.
"""

from bot.guide.card import Card
from bot.guide.cards import card
from bot.guide.context import Context
from bot.guide.render import render
from bot.guide.state import State

__all__ = ["Card", "Context", "State", "card", "render"]
