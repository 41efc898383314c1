"""Hearing a short message inside a guide: an act, an answer to the question, a trouble.

Long messages are Rasa's to read; the words here are those that must be understood at any state,
in any spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from bot.guide.lexicon import phrases, word_list
from knowledge.schema import Answer, Case, Procedure
from nlu.text import fold, words
from nlu.text.follow_up import names_a_topic

_STARTS = re.compile(r"\b(?:tung buoc|cam tay chi viec)\b(?! nao)")
_INTENTS = {
    "affirm": "yes", "deny": "no", "unsure": "unsure", "next_step": "done", "go_back": "back",
    "repeat": "repeat", "stuck": "stuck", "trouble": "stuck", "pause": "pause",
    "resume": "resume", "start_over": "restart", "new_citizen": "new_citizen",
    "ask_person": "person",
}  # fmt: skip
_MOST_WORDS = 8
DUNG = "dung"
_YES = {"co", "da", "roi", "dung", "phai", "duoc", "con"}
_NO = {"chua", "khong", "ko", "chang", "het"}
_SELF = "(?:toi|tui|co|bac|chu|em|anh|chi|ong|ba|minh|con)"
_HOW_MUCH = re.compile(r"\b(?:bao lâu|bao nhiêu|mấy|khi nào|lúc nào)\b(?!.*\b(?:chưa|không)\W*$)")
"""In a question: no “yes” answers it, whichever answer begins with “đã” or “chưa”."""
_CORRECTS = re.compile(
    r"^(?:(?:a|o|oi|y|khoan|thoi) )?(?:"
    r"(?:khong phai|ko phai|hong phai|nham roi|nham|lon roi|lon|sai roi)(?: dau)?"
    rf"(?: (?:ma la|ma|la|y {_SELF}(?: noi)? la"
    rf"|{_SELF} (?:noi|hoi|muon(?: lam| hoi)?|can(?: lam)?)))?"
    rf"|y {_SELF}(?: noi)? la|chuyen sang|qua lam)\b"
)
_CHANGES = re.compile(
    r"^(?:a|o|y|khoan)? ?(?:nham|lon|noi nham|bam nham|a ma|thuc ra|that ra|doi lai|quen|nho ra)\b"
)


def act(text: str) -> str | None:
    """The act that a short message is, word for word; None when it is something else."""
    if (found := _dung(text)) is not None:
        return found
    known, fillers = phrases(), word_list("fillers")
    said = words(fold(text))
    if not said or len(said) > _MOST_WORDS:
        return None
    if (found := known.get(" ".join(said))) is not None:
        return found
    kept = list(said)
    while kept and kept[-1] in fillers:
        kept.pop()
        if (found := known.get(" ".join(kept))) is not None:
            return found
    while kept and kept[0] in fillers:
        kept.pop(0)
        if (found := known.get(" ".join(kept))) is not None:
            return found
    return None


def _dung(text: str) -> str | None:
    """“Đúng” is a yes and “dừng” a pause; without accents it is `DUNG`, until one knows where."""
    kept = [word for word in words(text.lower()) if fold(word) not in word_list("fillers")]
    if [fold(word) for word in kept] != ["dung"]:
        return None
    return {"đúng": "yes", "dừng": "pause"}.get(kept[0], DUNG)


def starts(text: str) -> bool:
    """Whether a message asks, in so many words, to be led step by step."""
    return bool(_STARTS.search(" ".join(words(fold(text)))))


def led_to(text: str) -> str:
    """What somebody wants to be led through: “hướng dẫn tôi từng bước làm …” without its beginning,
    which names nothing; the whole text where nothing is named after it.
    """
    said = words(text)
    joined = " ".join(fold(word) for word in said)
    if not (match := _STARTS.search(joined)):
        return text
    rest = " ".join(said[len(joined[: match.end()].split()) :])
    return rest if names_a_topic(rest) else text


def act_of_intent(intent: str) -> str | None:
    """The act that Rasa reads."""
    return _INTENTS.get(intent)


def answer(case: Case, text: str) -> Answer | None:
    """The answer that a message means, when only one can be meant."""
    said = words(fold(text))
    if not said:
        return None
    if (found := act(text)) in ("yes", "no", "done", "not_yet", "have", DUNG):
        if _HOW_MUCH.search(case.question):
            return None
        return _by_polarity(case, positive=found in ("yes", "done", "have", DUNG))
    return _by_words(case, _telling(said))


def _by_polarity(case: Case, *, positive: bool) -> Answer | None:
    wanted, refused = (_YES, _NO) if positive else (_NO, _YES)
    starts = [(words(fold(item.title))[:1] or [""])[0] for item in case.answers]
    found = [item for item, first in zip(case.answers, starts, strict=True) if first in wanted]
    if len(found) == 1:
        return found[0]
    rest = [item for item, first in zip(case.answers, starts, strict=True) if first not in refused]
    # Of two answers, when one says "no", the other one is "yes", and the other way round.
    return rest[0] if not found and len(rest) == 1 and len(case.answers) == 2 else None


def _by_words(case: Case, telling: set[str]) -> Answer | None:
    """The answer that shares most of the telling words, and no other as many."""
    if not telling:
        return None
    scores = [
        len(telling & _words_of((item.title, item.condition or ""))) / len(telling)
        for item in case.answers
    ]
    best = max(scores)
    if best < 0.6 or scores.count(best) > 1:
        return None
    return case.answers[scores.index(best)]


def _telling(said: Iterable[str]) -> set[str]:
    return {word for word in said if word not in word_list("common")}


@cache
def _words_of(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for text in texts for word in words(fold(text)))


def trouble(procedure: Procedure, text: str, shown: Sequence[str] = ()) -> str | None:
    """The record's trouble whose signs sound like the message; None when none clearly does."""
    telling = _telling(words(fold(text)))
    if len(telling) < 2:
        return None
    best: tuple[float, str] = (0.0, "")
    for item in procedure.troubles:
        for sign in (*item.signs, item.title):
            other = _telling(_words_of((sign,)))
            if other:
                score = len(telling & other) / max(len(telling), min(len(other), 4))
                best = max(best, (score + 0.05 * (item.id in shown), item.id))
    return best[1] if best[0] >= 0.6 else None


def corrects(text: str) -> str | None:
    """What is meant instead, of "không phải, ý tôi là khai tử"; None when nothing is corrected."""
    folded = " ".join(words(fold(text)))
    match = _CORRECTS.match(folded)
    if not match:
        return None
    count = len(match.group().split())
    rest = words(text)[count:]
    return " ".join(rest) or None


def changes(text: str) -> bool:
    """Whether a message takes back what was said before."""
    return bool(_CHANGES.match(" ".join(words(fold(text)))))
