"""What `tungbuoc channels check` looks at, and how it says it to a ward's volunteer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from connectors.channels.contract import Finding
from connectors.channels.registry import (
    CHANNELS,
    FIRST,
    ChannelSettingsError,
    begun,
    open_channel,
)
from connectors.settings import Settings


def page(name: str) -> str:
    """How to set a channel up, in plain words."""
    return f"docs/kenh/{name}.md"


async def look(settings: Settings) -> dict[str, Sequence[Finding]]:
    """Channel → findings; none for one that nobody has begun to set up."""
    return {name: await _look_at(name, settings) for name in CHANNELS}


async def _look_at(name: str, settings: Settings) -> Sequence[Finding]:
    try:
        channel = open_channel(name, settings)
    except ChannelSettingsError as error:
        return [Finding("cài đặt", False, str(error))]
    if channel is None:
        if not (given := begun(name, settings)):
            return []
        missing = f"đã khai {', '.join(given)}, còn thiếu TUNGBUOC_{FIRST[name].upper()}"
        return [Finding("cài đặt", False, f"{missing} ({page(name)})")]
    try:
        return await channel.check()
    finally:
        await channel.close()


def told(found: Mapping[str, Sequence[Finding]]) -> Iterator[str]:
    """The findings as lines, and at the end whether anything is left to do."""
    for name, findings in found.items():
        yield f"{name}:" if findings else f"{name}: chưa cài đặt ({page(name)} chỉ cách)"
        for one in findings:
            yield f"  {'được  ' if one.fine else 'CHƯA  '}{one.what}: {one.words}"
    every = [one.fine for findings in found.values() for one in findings]
    if every:
        left = every.count(False)
        yield f"Còn {left} điều CHƯA được." if left else "Được cả. Hãy nhắn thử “xin chào”."
