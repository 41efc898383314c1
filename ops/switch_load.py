"""How long after a switch the last old-style reply comes, under load.

`python -m ops.switch_load http://127.0.0.1:8000`: twenty conversations ask ten times a second in
all; `tungbuoc desk switch` flips; what is printed counts from the moment it returned.
"""

from __future__ import annotations

import secrets
import subprocess
import sys
import threading
import time

import httpx

ASKERS, RATE, SECONDS = 20, 10.0, 15.0


def main(url: str) -> None:
    """Print the figure of the flip to off."""
    said: list[tuple[float, float, str]] = []
    stop = threading.Event()
    threads = [threading.Thread(target=_ask, args=(url, said, stop)) for _ in range(ASKERS)]
    for thread in threads:
        thread.start()
    try:
        time.sleep(5)
        _flip("--off", "maintenance")
        flipped = time.monotonic()
        time.sleep(SECONDS)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        _flip()
    after = [item for item in said if item[1] > flipped]
    old = [item for item in after if item[2] != "switched_off"]
    begun = [item for item in old if item[0] > flipped]
    print(f"{len(said)} replies, {len(after)} of them after the flip")
    print(f"old style after the flip: {len(old)}, of which asked after it: {len(begun)}")
    last = max((item[1] - flipped for item in old), default=0.0)
    print(f"the last old-style reply came {last:.2f} s after the flip")


def _flip(*options: str) -> None:
    command = [sys.executable, "-m", "connectors.cli", "desk", "switch", "all", *options]
    subprocess.run(command, check=True)


def _ask(url: str, said: list[tuple[float, float, str]], stop: threading.Event) -> None:
    with httpx.Client(base_url=url, timeout=40) as http:
        while not stop.is_set():
            body = {
                "conversation": secrets.token_hex(8),
                "message": {"id": "1", "text": "làm giấy khai sinh cần giấy tờ gì"},
            }
            asked = time.monotonic()
            reply = http.post("/api/v1/chat", json=body).json()
            said.append((asked, time.monotonic(), reply.get("outcome", "error")))
            stop.wait(max(0.0, ASKERS / RATE - (time.monotonic() - asked)))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
