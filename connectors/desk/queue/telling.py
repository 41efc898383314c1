"""The desk's words for a citizen: in the pair of the talk, at its place in the talk."""

from __future__ import annotations

from sqlalchemy import Engine, text

from bot.wording import Speaker, Wording, pair_named
from connectors.rasa.trackers import Trackers


class TalkTelling:
    """`connectors.desk.queue.places.Telling` over the inbox and the assistant's memory."""

    def __init__(self, engine: Engine, trackers: Trackers) -> None:
        self._engine = engine
        self._trackers = trackers
        self._wording = Wording()

    def words(self, conversation: str, template: str, helper: str) -> str:
        """The template `people.<template>`."""
        address = self._trackers.slot(conversation, "address")
        speaker = Speaker(self._wording, pair_named(address))
        return speaker.say(f"people.{template}", helper=helper)

    def last_message(self, conversation: str) -> int:
        """The number of the last message in the inbox; 0 when there is none."""
        query = text("SELECT MAX(number) FROM inbox WHERE conversation = :conversation")
        with self._engine.connect() as connection:
            return int(connection.execute(query, {"conversation": conversation}).scalar() or 0)
