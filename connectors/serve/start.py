"""What has to be there before the servers start, and starting them."""

from __future__ import annotations

import logging
import os
import time
import warnings
from collections.abc import Sequence
from datetime import date

from bot.training import train
from connectors.proposals.deployed import Deployed, imported_groups, live_changes
from connectors.serve.processes import Process, processes, twins
from connectors.serve.supervisor import run
from connectors.settings import Settings
from knowledge import library
from knowledge.amend import Change
from knowledge.encoder import EncoderSettings
from knowledge.errors import KnowledgeError, RetrievalIndexError
from knowledge.retrieval import build


def prepare(settings: Settings) -> None:
    """Check the records, build the index, train Rasa: only what changed.

    Raises:
        KnowledgeError: a record is broken; nothing starts with it.
        TrainingError: Rasa could not be trained.

    """
    build_index(settings)
    started = time.monotonic()
    if train(settings.model, settings.rasa_python, settings.index):
        print(f"rasa: huấn luyện xong sau {time.monotonic() - started:.0f} giây", flush=True)


def build_index(settings: Settings) -> None:
    """Check the records and bring the retrieval index up to date; that of the desk's live changes
    too.
    """
    started = time.monotonic()
    known = library.load(date.today())
    if EncoderSettings().encoder == "bundled":
        os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
    logging.getLogger("root").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        # The ONNX exporter warns about branches that do not depend on our input.
        warnings.simplefilter("ignore")
        built = build(settings.index, known, EncoderSettings(), imported_groups(settings, known))
        print(f"chỉ mục: {built} ({time.monotonic() - started:.1f} giây)", flush=True)
        _build_live(settings)


def _build_live(settings: Settings) -> None:
    """What is live from the desk may keep no server from starting."""
    if not (live := live_changes(settings)):
        return
    deployed = Deployed(settings)
    try:
        known = library.load(date.today(), deployed.records(live))
        if (deployed.folder(live) / "index").is_dir() or not _fits(deployed, live, known):
            deployed.build(live, known)
        print(f"chỉ mục: kèm {len(live)} thay đổi từ bàn trợ giúp", flush=True)
    except KnowledgeError as error:
        print(f"thay đổi từ bàn trợ giúp không dùng được: {error}", flush=True)


def _fits(deployed: Deployed, live: Sequence[Change], known: library.Library) -> bool:
    try:
        deployed.open(live, known)
    except RetrievalIndexError:
        return False
    return True


def start_with_twins(settings: Settings) -> None:
    """`start` with the messengers played by twins on this machine."""
    more, led = twins(settings)
    os.environ.update(led)
    start(Settings(), more)


def start(settings: Settings, more: Sequence[Process] = ()) -> None:
    """Prepare, run both servers and what else is given, and say where to look once they answer."""
    prepare(settings)

    def ready(seconds: float) -> None:
        print(f"\nSẵn sàng sau {seconds:.0f} giây: {settings.app_url}\n", flush=True)
        if settings.dossier_provider == "demonstration":
            print(
                "Tra cứu hồ sơ đang dùng Cổng thử, không phải hồ sơ thật "
                "(docs/dossiers.md). Mã để thử: H99.01-261102-0004\n",
                flush=True,
            )
        if more:
            print("Mở một địa chỉ dưới đây để đóng vai người dân; Ctrl-C để dừng.", flush=True)
        for process in more:
            print(f"{process.name}: {process.ready_url}", flush=True)

    def refresh() -> None:
        """Records may have been edited since: the index follows, or says what is wrong."""
        try:
            build_index(settings)
        except KnowledgeError as error:
            print(f"chỉ mục: {error}", flush=True)

    run([*processes(settings), *more], ready, refresh)
