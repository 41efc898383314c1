"""Walking a citizen through a trouble's tree: one question or one thing to do at a time."""

from __future__ import annotations

from bot.replies import Choice, Reply, ScoredProcedure
from bot.talk import messages, values
from bot.talk.assistant import Assistant
from bot.talk.turn import Said, Turn
from knowledge.troubles import ENDS, Ask, Trouble


def start(
    assistant: Assistant, turn: Turn, trouble: Trouble, ranking: tuple[ScoredProcedure, ...] = ()
) -> Said:
    """The first node of the tree."""
    return show(assistant, turn, trouble, trouble.tree[0].id, ranking)


def show(
    assistant: Assistant,
    turn: Turn,
    trouble: Trouble,
    node_id: str,
    ranking: tuple[ScoredProcedure, ...] = (),
) -> Said:
    """A node: its question with the answers as choices, or its advice and what follows.

    A node that a new version of the tree no longer has starts the tree anew.
    """
    speaker = assistant.speaker(turn.memory)
    node = trouble.node(node_id) or trouble.tree[0]
    first = node is trouble.tree[0]
    person = messages.person_choice(speaker)
    back = Choice(
        title=speaker.say("trouble_restart"),
        value=values.trouble(trouble.id, trouble.tree[0].id),
    )
    if isinstance(node, Ask):
        text = speaker.say("trouble_ask", title=trouble.title if first else None, ask=node.ask)
        choices = [
            Choice(title=answer.title, value=values.trouble(trouble.id, answer.next))
            for answer in node.answers
        ]
    elif node.then in ENDS:
        end = speaker.say(f"trouble_end_{node.then}", hotline=assistant.hotlines.portal)
        text = speaker.say("trouble_do", do=node.do, end=end)
        choices = []
    else:
        text = speaker.say("trouble_do", do=node.do, end=None)
        choices = [
            Choice(title=speaker.say("trouble_still"), value=values.trouble(trouble.id, node.then))
        ]
    offered = (*choices, *([] if first else [back]), person)
    return Said(
        Reply(
            outcome="troubleshooting",
            candidates=ranking,
            messages=messages.plain(text, offered),
        ),
        turn.memory.but(section=None, offered=offered, awaiting="nothing", misses=0),
    )
