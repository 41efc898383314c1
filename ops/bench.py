"""`make bench`: times, memory and accuracy, each beside what one would otherwise have.

Everything runs on this machine in one go: what is built, from nothing; our retriever beside BM25
and the bare embedding model; our servers beside the same ones with stock Rasa. Load is bounded: 10
messages a second for 20 s. With `--store STORE`, one that `tungbuoc portal sync` filled, retrieval
at the portal's size as well (`ops.scale`).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx
import psutil

from bot.training import ROOT
from connectors.assistant import load_assistant
from connectors.cli.evaluate import ask_retriever
from connectors.settings import Settings
from knowledge.evaluation import Asked, Question, Report, read_questions
from knowledge.evaluation.baselines import Bm25, PlainEmbedding

QUESTIONS = ROOT / "tests" / "evaluation" / "twelve.jsonl"
RATE, SECONDS = 10, 20


def main(store: str | None = None) -> None:
    """Print every figure, one line each. store: of the portal's own procedures."""
    questions = read_questions(QUESTIONS)
    figures = ROOT / "var" / "figures.json"
    known = json.loads(figures.read_text("utf-8")) if figures.exists() else {}
    print(f"set-up (both environments): {known.get('setup_seconds', 'not measured here')} s")
    from ops.bench_building import building

    building()
    if store:
        from ops.scale import main as scale

        scale(store)
    retrieval(questions)
    texts = [question.text for question in questions]
    for name, stock in (("with our fixes", False), ("stock Rasa 3.6.21", True)):
        with servers(stock) as (url, start_seconds, process):
            print(f"\nservers, {name}")
            print(f"  start to ready: {start_seconds:.1f} s")
            asyncio.run(replies(url, texts))
            print(f"  memory of all processes: {memory(process):.0f} MB (PSS)")
    from ops.bench_channels import channels

    channels()


def retrieval(questions: list[Question]) -> None:
    """Our retriever beside BM25 over folded words and the bare embedding model."""
    assistant = load_assistant(Settings())
    retriever = assistant.retriever
    ours = Report([ask_retriever(question, retriever) for question in questions])
    print(f"\nretrieval, {len(questions)} questions of {QUESTIONS.name}")
    line("ours", ours)
    for name, baseline in (
        ("BM25, folded words", Bm25(assistant.records)),
        ("bare multilingual-e5-small", PlainEmbedding(assistant.records, Settings().index)),
    ):
        asked = []
        for question in questions:
            started = time.perf_counter()
            codes = baseline.search(question.text)
            asked.append(Asked(question, codes, "answered", time.perf_counter() - started))
        line(name, Report(asked))


def line(name: str, report: Report) -> None:
    """One system in one line."""
    figures = report.to_json()
    styles = ", ".join(
        f"{style} @1 {row['accuracy_at_1']:.3f}" for style, row in figures["styles"].items()
    )
    print(f"  {name:<28}{styles}; p50 {figures['p50_ms']} ms, p95 {figures['p95_ms']} ms")


@contextmanager
def servers(
    stock: bool, more: Mapping[str, str] | None = None
) -> Iterator[tuple[str, float, subprocess.Popen[bytes]]]:
    """The servers on free ports with stores of their own; `stock` leaves our fixes out. more:
    further settings.
    """
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = {
            **os.environ,
            "TUNGBUOC_PORT": str(port),
            "TUNGBUOC_RASA_PORT": str(free_port()),
            "TUNGBUOC_DATABASE_URL": f"sqlite:///{folder}/inbox.db",
            "TUNGBUOC_TRACKER_DB": f"{folder}/tracker.db",
            "TUNGBUOC_RATE_PER_CONVERSATION": "10000/minute",
            **(more or {}),
        }
        command = [sys.executable, "-m", "ops.serve_stock"] if stock else [
            sys.executable, "-m", "connectors.cli", "serve",
        ]  # fmt: skip
        started = time.monotonic()
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            url = f"http://127.0.0.1:{port}"
            try:
                wait(url)
                yield url, time.monotonic() - started, process
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(30)


async def replies(url: str, texts: list[str]) -> None:
    """One person at a time, taps, then ten messages a second from different people."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        await timed(http, "warm", texts[0])
        alone = [await timed(http, f"one-{n}", text) for n, text in enumerate(texts)]
        show("a question, one person at a time", alone)
        taps = [await timed(http, f"one-{n}", choice="s:1.001193:fee") for n in range(len(texts))]
        show("a tapped choice", taps)
        tasks = []
        begun = time.perf_counter()
        for number in range(RATE * SECONDS):
            await asyncio.sleep(max(0.0, begun + number / RATE - time.perf_counter()))
            text = texts[number % len(texts)]
            tasks.append(asyncio.create_task(timed(http, f"many-{number % 70}", text)))
        show(f"a question, {RATE} messages/s for {SECONDS} s", await asyncio.gather(*tasks))


async def timed(
    http: httpx.AsyncClient, conversation: str, text: str = "", choice: str | None = None
) -> float:
    """Seconds one message took; it must be answered."""
    message = {"id": os.urandom(6).hex()}
    message |= {"choice": choice} if choice else {"text": text}
    started = time.perf_counter()
    response = await http.post(
        "/api/v1/chat", json={"conversation": f"bench-{conversation}", "message": message}
    )
    response.raise_for_status()
    return time.perf_counter() - started


def show(name: str, seconds: list[float], tail: float = 0.95) -> None:
    """p50 and the tail in one line."""
    ordered = sorted(seconds)
    p50, last = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * tail))]
    print(
        f"  {name}: p50 {p50 * 1000:.0f} ms, p{tail * 100:.0f} {last * 1000:.0f} ms "
        f"(n = {len(ordered)})"
    )


def memory(process: subprocess.Popen[bytes]) -> float:
    """Megabytes of the process and all it started; shared pages counted once."""
    root = psutil.Process(process.pid)
    return sum(p.memory_full_info().pss for p in [root, *root.children(recursive=True)]) / 1e6


def wait(url: str, patience: float = 120.0) -> None:
    """Until the servers answer."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            if httpx.get(f"{url}/readyz", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise SystemExit("the servers did not start")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", help="SQLAlchemy path of a synchronised store")
    main(parser.parse_args().store)
