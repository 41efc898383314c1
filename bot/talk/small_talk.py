"""Everything that is said without facts of a record."""

from __future__ import annotations

from bot.replies import Choice, Reply
from bot.replies.model import Outcome
from bot.talk import messages, no_answer, values
from bot.talk.assistant import Assistant
from bot.talk.turn import Memory, Said, Turn

_OUTCOMES: dict[str, tuple[Outcome, str]] = {
    "greet": ("greeted", "greet"),
    "thanks": ("thanked", "thanks"),
    "goodbye": ("said_goodbye", "goodbye"),
    "who_are_you": ("introduced", "who_are_you"),
    "help": ("helped", "help"),
    "pause": ("paused", "pause"),
}
_OFFERS_TOPICS = {"greet", "help", "who_are_you"}


def call(assistant: Assistant, turn: Turn) -> Said:
    """Greeting, thanks, goodbye, who are you, what can you do, later."""
    outcome, template = _OUTCOMES[turn.intent]
    return _say(assistant, turn, outcome, template, topics=turn.intent in _OFFERS_TOPICS)


def what_next(assistant: Assistant, turn: Turn) -> Said:
    """A yes or no to nothing that was asked: go on with what is being talked about."""
    procedure = assistant.records.get(turn.memory.procedure or turn.page_procedure or "")
    if procedure is None:
        return _say(assistant, turn, "helped", "what_next", topics=True)
    speaker = assistant.speaker(turn.memory)
    choices = tuple(messages.section_choices(procedure, speaker))
    return Said(
        Reply(outcome="helped", messages=messages.plain(speaker.say("what_next"), choices)),
        turn.memory.but(offered=choices, awaiting="nothing", misses=0),
    )


def which(assistant: Assistant, turn: Turn) -> Said:
    """A yes to several offers: ask which one."""
    speaker = assistant.speaker(turn.memory)
    real = [choice for choice in turn.memory.offered if choice.value != values.NONE]
    text = speaker.say("which_procedure", names=[_lower(choice.title) for choice in real])
    return Said(
        Reply(outcome="asked_back", messages=messages.plain(text, turn.memory.offered)),
        turn.memory,
    )


def which_else(assistant: Assistant, turn: Turn) -> Said:
    """None of the offers was meant."""
    speaker = assistant.speaker(turn.memory)
    choices = (messages.person_choice(speaker),)
    return Said(
        Reply(outcome="asked_back", messages=messages.plain(speaker.say("which_else"), choices)),
        turn.memory.but(offered=choices, awaiting="nothing", misses=turn.memory.misses + 1),
    )


def not_understood(assistant: Assistant, turn: Turn) -> Said:
    """Words, but no sense."""
    return _say(assistant, turn, "unanswerable_not_understood", "not_understood", topics=True)


def no_words(assistant: Assistant, turn: Turn) -> Said:
    """Nothing but signs, pictures or blanks."""
    return _say(assistant, turn, "unanswerable_no_words", "no_words", topics=True)


def repeat(assistant: Assistant, turn: Turn) -> Said:
    """Say the last thing again, as it was."""
    if turn.last is None or not turn.last.messages:
        return _say(assistant, turn, "helped", "nothing_to_repeat", topics=True)
    return Said(turn.last.model_copy(update={"outcome": "repeated"}), turn.memory)


def start_clean(assistant: Assistant, turn: Turn) -> Said:
    """Another person, or the same one from the beginning: nothing of before remains."""
    fresh = Memory()
    text = assistant.speaker(fresh).say("clean")
    choices = tuple(messages.procedure_choices(no_answer.frequent(assistant), None))
    return Said(
        Reply(outcome="started_clean", messages=messages.plain(text, choices)),
        fresh.but(offered=choices),
    )


def delete(assistant: Assistant, turn: Turn) -> Said:
    """Forget everything; the app deletes what is stored when it sees this outcome."""
    text = assistant.speaker(turn.memory).say("deleted")
    return Said(Reply(outcome="deleted", messages=messages.plain(text)), Memory())


def apology(assistant: Assistant, memory: Memory) -> Reply:
    """Something broke; the citizen may send it again or call."""
    text = assistant.speaker(memory).say("failed", hotline=assistant.hotlines.portal)
    return Reply(outcome="error_failed", messages=messages.plain(text))


def restarting(assistant: Assistant) -> Reply:
    """Rasa is not there; the message is kept."""
    text = assistant.speaker(Memory()).say("restarting")
    return Reply(outcome="error_restarting", messages=messages.plain(text))


def confirm_delete(assistant: Assistant, turn: Turn) -> Said:
    """Nothing is deleted on a guess."""
    speaker = assistant.speaker(turn.memory)
    choices = (
        Choice(title=speaker.say("choice_delete"), value=values.DELETE),
        Choice(title=speaker.say("choice_keep"), value=values.NONE),
    )
    return Said(
        Reply(
            outcome="asked_back",
            messages=messages.plain(speaker.say("confirm_delete"), choices),
        ),
        turn.memory.but(offered=choices, awaiting="delete"),
    )


def _say(
    assistant: Assistant, turn: Turn, outcome: Outcome, template: str, topics: bool = False
) -> Said:
    speaker = assistant.speaker(turn.memory)
    offers = no_answer.frequent(assistant) if topics else []
    choices = tuple(messages.procedure_choices(offers, None))
    misses = turn.memory.misses + 1 if outcome.startswith("unanswerable") else 0
    return Said(
        Reply(outcome=outcome, messages=messages.plain(speaker.say(template), choices)),
        turn.memory.but(offered=choices or turn.memory.offered, awaiting="nothing", misses=misses),
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
