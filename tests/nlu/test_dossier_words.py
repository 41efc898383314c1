"""What is ordered outright about saved dossiers."""

from __future__ import annotations

import pytest

from nlu.text.dossier_words import dossier_command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("Hồ sơ của tôi", "mine"),
        ("xem hs cua bac", "mine"),
        ("hồ sơ đang theo dõi", "mine"),
        ("bỏ theo dõi", "unfollow"),
        ("thoi theo doi H29.16-231121-0001", "unfollow"),
        ("không theo dõi nữa", "unfollow"),
        ("theo dõi hồ sơ này giúp cô", "follow"),
        ("theo doi giup", "follow"),
        ("có gì báo cô nhé", "follow"),
        ("theo dõi H29.16-231121-0001", "follow"),
        ("hồ sơ của tôi tới đâu rồi", None),
        ("hồ sơ tới đâu", None),
        ("ho so toi dau roi", None),
        ("hồ sơ của tôi cần giấy gì", None),
        ("theo dõi thai sản ở đâu", None),
        ("khai sinh cần gì", None),
    ],
)
def test_commands(text: str, command: str | None) -> None:
    assert dossier_command(text) == command
