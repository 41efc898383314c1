"""The storm's own count sees what is lost, doubled, out of order and forged."""

from __future__ import annotations

from pathlib import Path

from connectors.channels.arrivals import Arrivals
from connectors.channels.contract import Arrival, Outgoing
from connectors.channels.outbox import Outbox
from connectors.chat import Inbox
from connectors.zalo.text import speaker
from ops.storm.count import Counted, Heard, count
from ops.storm.order import Line, compare
from ops.storm.page import write
from ops.storm.platforms import Brought
from ops.storm.sending import Said

SAID = [Said("p", "1", f"k{number}", f"m{number}.") for number in range(3)]


class Store:
    """What an app stored; every line is a message of its own, a minute after the one before."""

    def __init__(self, folder: Path) -> None:
        self.inbox = Inbox(f"sqlite:///{folder / 'inbox.db'}")
        self.outbox = Outbox(self.inbox.engine)
        self.now = 0.0
        self.arrivals = Arrivals(self.inbox, self.outbox, 0.0, lambda: self.now)

    def take(self, *numbers: int, text: str = "m{}.") -> None:
        """Claim these lines and answer them."""
        for number in numbers:
            self.now += 1
            line = Arrival(f"k{number}", "p:1", "text", number * 60_000, text=text.format(number))
            self.arrivals.claim("p", [line])
            self.arrivals.take("p:1")
            for message in self.inbox.unanswered("p:1"):
                self.inbox.answer(message, {"outcome": "answered"})
            self.outbox.add("p", "p:1", f"answer:{number}", [Outgoing("sendMessage", {})])
            call = self.outbox.first("p:1")
            assert call
            self.outbox.sent(call.number)

    def counted(self, heard: Heard, by_words: bool = True, tried: str = "012") -> Counted:
        brought: Brought = {f"k{n}": (float(at), float(at)) for n, at in enumerate(tried)}
        return count(self.inbox.engine, "p", SAID, heard, brought, by_words=by_words)


def _heard(*texts: str) -> Heard:
    return [("1", text) for text in texts]


def _promises(found: Counted) -> tuple[int, int, int, int]:
    return found.lost, found.twice, found.out_of_order, found.forged


def test_everything_in_its_place(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.take(0, 1, 2)
    assert _promises(store.counted(_heard("m0.", "m1. m2."))) == (0, 0, 0, 0)
    assert _promises(store.counted(_heard("a", "b", "c"), by_words=False)) == (0, 0, 0, 0)


def test_lost_before_the_door_and_on_the_way_out(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.take(0, 1)
    assert _promises(store.counted(_heard("m0.", "m1.")))[0] == 1
    store.take(2)
    assert _promises(store.counted(_heard("m0.", "m2.")))[0] == 1
    assert _promises(store.counted(_heard("a", "b"), by_words=False))[0] == 1


def test_answered_twice_unless_it_says_so(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.take(0, 1, 2)
    words = ("m0.", "m1.", "m2.")
    again = f"{speaker().say('channels.again')}\nm1."
    for by_words in (True, False):
        assert store.counted(_heard(*words, "m1."), by_words).twice == 1
        found = store.counted(_heard(*words, again), by_words)
        assert (found.twice, found.again) == (0, 1)
    assert store.counted(_heard("m0.", again, "m2.")).lost == 0


def test_out_of_order_on_the_way_out(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.take(0, 1, 2)
    assert store.counted(_heard("m1.", "m0.", "m2.")).out_of_order == 1
    assert store.counted(_heard("m1. m0.", "m2.")).out_of_order == 1


def test_a_line_that_was_brought_late_is_no_fault_of_ours_and_it_is_told_whose(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path)
    store.take(1, 0, 2)
    late = store.counted(_heard("m1.", "m0.", "m2."), tried="102")
    assert (late.out_of_order, late.reordered, late.delayed, late.set_right) == (0, 1, 0, 0)
    late = store.counted(_heard("m1.", "m0.", "m2."), tried="012")
    assert (late.out_of_order, late.reordered, late.delayed, late.set_right) == (0, 0, 1, 0)
    late = store.counted(_heard("m0.", "m1.", "m2."), tried="102")
    assert (late.out_of_order, late.set_right) == (0, 1)


def test_disorder_between_lines_that_are_not_neighbours() -> None:
    lines = [Line((1, 0), 1, 1, 2), Line((2, 0), 9, 9, 3), Line((3, 0), 3, 3, 1)]
    found = Counted()
    compare(found, {"p:1": lines})
    assert found.out_of_order == 1


def test_lines_of_the_same_moment_have_no_order() -> None:
    found = Counted()
    compare(found, {"p:1": [Line((1, 0), 1, 1, 2), Line((1, 0), 2, 2, 1)]})
    assert found.out_of_order == 0


def test_what_was_forged_and_stored_or_answered(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.take(0, 1, 2)
    assert store.counted(_heard("m0.", "m1.", "m2.", "Nghe: forged.")).forged == 1
    store.take(9, text="forged.")
    assert store.counted(_heard("m0.", "m1.", "m2.")).forged == 1


def test_a_run_replaces_only_its_own_part_of_the_page(tmp_path: Path) -> None:
    page = tmp_path / "storm.md"
    write(page, "one", "| a |\n")
    write(page, "two", "| b |")
    write(page, "one", "| c |")
    text = page.read_text("utf-8")
    assert "| a |" not in text
    assert text.index("## one\n\n| c |\n") < text.index("## two\n\n| b |\n")
    assert text.count("# Storms") == 1
