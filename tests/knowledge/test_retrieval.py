"""The real index: what is found, and what is refused."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from connectors.settings import Settings
from knowledge import library
from knowledge.comparison.neighbours import neighbours, render_page
from knowledge.elsewhere import Topics
from knowledge.encoder import EncoderError, EncoderSettings, open_encoder
from knowledge.errors import IndexMismatchError, IndexMissingError
from knowledge.evaluation import Question
from knowledge.library import Library
from knowledge.records import Records
from knowledge.retrieval import Index, Retriever, build, corpus, decide
from knowledge.retrieval.catalogue import Group
from nlu.text import fold

pytestmark = pytest.mark.built


@pytest.fixture(scope="module")
def shelf() -> Library:
    return library.load(date(2026, 11, 22))


@pytest.fixture(scope="module")
def few(shelf: Library) -> Library:
    """Of it the civil-status records and a few topics: building for these takes seconds."""
    records = [item for item in shelf.records.all if item.procedure.field == "ho_tich"]
    return replace(shelf, records=Records(records), topics=Topics(shelf.topics.all[:10]))


@pytest.fixture(scope="module")
def retriever(shelf: Library) -> Retriever:
    return Retriever(Index.open(Settings().index, shelf, EncoderSettings()))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bà tôi ở xa thì nộp thế lào", "bà tôi ở xa thì nộp thế nào"),
        ("nàm dấy khai xinh cho cháu", "làm giấy khai sinh cho cháu"),
        ("xin chích lục khai sinh thì lộp ở đâu", "xin trích lục khai sinh thì nộp ở đâu"),
        ("lam lai so do bi mat co mat tien khong", "làm lại sổ đỏ bị mất có mất tiền không"),
        ("tiền chợ cấp của bố tôi", "tiền trợ cấp của bố tôi"),
        ("đơn khiếu nại", "đơn khiếu nại"),
    ],
)
def test_messages_are_read_as_meant(retriever: Retriever, typed: str, meant: str) -> None:
    assert retriever.normalise(typed) == meant


def test_what_is_written_as_unclear_is_seldom_answered(
    shelf: Library, retriever: Retriever
) -> None:
    """The records' own texts reach the decision; of other people's see docs/figures.md."""
    texts = [text for *_, text in corpus.unclear(shelf.records)][::10]
    answered = [text for text in texts if decide(retriever.search(text)).kind == "answer"]
    assert len(answered) < len(texts) / 10


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("lam giay khai sinh cho con", "1.001193"),
        ("ddawng kys tamj trus", "1.004194"),
        ("chung thuc ban sao bang tot nghiep", "2.000815"),
        ("làm lại cccd bị mất", "1.116410"),
    ],
)
def test_a_plain_question_is_answered(retriever: Retriever, text: str, code: str) -> None:
    ranking = retriever.search(text)
    decision = decide(ranking)
    assert (decision.kind, decision.candidates[0].code) == ("answer", code)
    scores = [candidate.score for candidate in ranking.candidates]
    assert len(scores) == 5
    assert scores[0] == max(scores)


def test_what_no_record_answers_is_known_to_be(retriever: Retriever) -> None:
    decision = decide(retriever.search("xin ly hôn với chồng thì nộp đơn ở tòa nào"))
    assert (decision.kind, decision.elsewhere) == ("elsewhere", "elsewhere:ly_hon")


@pytest.mark.parametrize("text", ["", "😀", "…", "a" * 3000, "\u0300" * 50, "1" * 500])
def test_no_text_breaks_the_search(retriever: Retriever, text: str) -> None:
    assert decide(retriever.search(text)).kind != "answer"


def test_opening_without_an_index(shelf: Library, tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="make index"):
        Index.open(tmp_path, shelf, EncoderSettings())


def test_opening_an_index_of_something_else(shelf: Library, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    shutil.copytree(Settings().index, folder, ignore=shutil.ignore_patterns("encoder"))
    manifest = folder / "manifest.json"
    data = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**data, "records": "other", "numpy": "0"}), "utf-8")
    with pytest.raises(IndexMismatchError, match="records, numpy"):
        Index.open(folder, shelf, EncoderSettings())
    with pytest.raises(IndexMismatchError, match="encoder"):
        Index.open(Settings().index, shelf, EncoderSettings(encoder="hub"))


def test_a_rebuild_computes_only_what_changed(few: Library, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    shutil.copytree(Settings().index, folder)
    build(folder, few, EncoderSettings())
    assert build(folder, few, EncoderSettings()).embedded == 0
    first = few.topics.all[0]
    changed = first.model_copy(update={"phrases": ["một câu hoàn toàn mới", *first.phrases[1:]]})
    other = replace(few, topics=Topics([changed, *few.topics.all[1:]]))
    assert build(folder, other, EncoderSettings()).embedded == 1
    Index.open(folder, other, EncoderSettings())


def test_a_build_cut_short_is_no_index(shelf: Library, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    shutil.copytree(Settings().index, folder, ignore=shutil.ignore_patterns("manifest.json"))
    with pytest.raises(IndexMissingError):
        Index.open(folder, shelf, EncoderSettings())


def test_a_hub_model_that_cannot_be_had_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    settings = EncoderSettings(encoder="hub", encoder_model="khong/co-that")
    with pytest.raises(EncoderError, match="khong/co-that") as caught:
        open_encoder(settings, tmp_path)
    assert "\n" not in str(caught.value)
    assert "TUNGBUOC_ENCODER=bundled" in str(caught.value)


def test_a_name_typed_letter_by_letter_wins_over_a_neighbour_with_more_to_say(
    few: Library, tmp_path: Path
) -> None:
    """The portal's long names share most words with a curated record that people say more about."""
    name = "Thủ tục đăng ký lại khai sinh có yếu tố nước ngoài"
    other = "Thủ tục đăng ký khai tử cho công dân Việt Nam ở nước ngoài"
    shutil.copytree(Settings().index, tmp_path / "index")
    groups = [Group("2.000522", name, ("2.000522",)), Group("2.000527", other, ("2.000527",))]
    build(tmp_path / "index", few, EncoderSettings(), groups)
    retriever = Retriever(Index.open(tmp_path / "index", few, EncoderSettings()))
    for asked in (name, name.removeprefix("Thủ tục "), fold(name).upper()):
        decision = decide(retriever.search(asked))
        assert (decision.kind, decision.candidates[0].code) == ("answer", "2.000522")
    for procedure in few.records:
        assert retriever.search(fold(procedure.name)).candidates[0].code == procedure.code
    rows = neighbours(
        retriever,
        [procedure for procedure in few.records if procedure.code == "1.001193"],
        [],
        [Question("lam khai sinh cho chau", ("1.001193",), "unaccented", None)],
    )
    (birth,) = rows
    assert (birth.questions, [item.taken for item in birth.neighbours]) == (1, [0, 0])
    assert birth.neighbours[0].code == "2.000522"
    assert birth.neighbours[0].asked_by_name
    assert {"yếu", "tố", "nước", "ngoài"} <= {*birth.neighbours[0].own_words}
    assert f"| 2.000522 | {name} |" in render_page(rows, "bản thử")
