"""The command line against running servers, and its errors."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.training import ROOT
from tests.servers.conftest import Servers


def tungbuoc(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "connectors.cli", *arguments],
        cwd=ROOT, input=stdin, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_ask(servers: Servers) -> None:
    done = tungbuoc("ask", "lam giay khai sinh cho chau can giay to gi", "--url", servers.url)
    assert done.returncode == 0, done.stderr
    assert "giấy chứng sinh" in done.stdout.lower()
    assert "Nguồn:" in done.stdout
    assert "kiểm tra ngày" in done.stdout


def test_chat(servers: Servers) -> None:
    done = tungbuoc("chat", "--url", servers.url, stdin="đăng ký tạm trú\n1\n\n")
    assert done.returncode == 0, done.stderr
    assert "Từng Bước" in done.stdout
    assert "Để đăng ký tạm trú" in done.stdout


def test_evaluate_a_running_server(servers: Servers, tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text(
        '{"text": "phí tạm trú", "labels": ["1.004194"], "style": "short"}\n'
        '{"text": "hôm nay trời mưa không", "labels": [], "style": "far"}\n',
        "utf-8",
    )
    done = tungbuoc("evaluate", str(questions), "--url", servers.url, "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["overall"]["accuracy_at_1"] == 1.0
    assert figures["unlabelled"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", "x", "--url", "http://127.0.0.1:9"], "không gặp được máy chủ"),
        (["evaluate", "khong-co.jsonl"], "không đọc được"),
        (["evaluate", "README.md"], "không phải câu hỏi có nhãn"),
        (["knowledge", "check", "docs"], "không có thủ tục nào"),
    ],
)
def test_errors_are_one_line(arguments: list[str], said: str) -> None:
    done = tungbuoc(*arguments)
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_broken_record_is_named_and_nothing_starts(tmp_path: Path) -> None:
    broken = tmp_path / "hong.yaml"
    broken.write_text('code: "1.000001"\nname: [\n', "utf-8")
    done = tungbuoc("knowledge", "check", str(tmp_path))
    assert done.returncode == 1
    assert f"{broken}:3: sai cú pháp YAML" in done.stderr
