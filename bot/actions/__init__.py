"""The actions of the Rasa domain, for rasa-sdk's executor: a thin shell around `bot.talk`."""

from bot.actions.action import actions

__all__ = ["actions"]
