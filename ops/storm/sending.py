"""What is done in a storm: messages at a rate, forgeries and kills between them."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx

from ops.storm.options import Options
from ops.storm.platforms import Delivery, Platform
from ops.storm.progress import Progress
from ops.storm.servers import Server, Stage

_QUIET_FOR = 150.0
"""Seconds without any progress after which the rest is given up; Zalo's schedule may pause 72."""
ASKED = (
    "đăng ký khai sinh", "phí đăng ký tạm trú", "cấp lại thẻ căn cước", "cần giấy tờ gì",
    "bao lâu thì có", "nộp ở đâu", "xin chào", "cảm ơn",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A line of a citizen. key: of the arrival that it becomes."""

    channel: str
    chat: str
    key: str
    text: str


@dataclass
class Storm:
    """One storm. forged: (channel, HTTP status) → how often; 0 is nobody there."""

    options: Options
    stage: Stage
    http: httpx.Client
    random: random.Random
    begun: float = field(default_factory=time.monotonic)
    said: list[Said] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    forged: Counter[tuple[str, int]] = field(default_factory=Counter)
    nonsense: Counter[int] = field(default_factory=Counter)
    next_kill: float = 0.0

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self.begun

    @property
    def is_over(self) -> bool:
        return self.seconds > self.options.minutes * 60

    def send(self) -> None:
        """All messages, at the rate; fewer when the time is over."""
        for one in self.stage.platforms:
            one.begin(self.http, [f"{url}/webhooks/{one.name}" for url in self.stage.app_urls])
        self.begun = time.monotonic()
        self.next_kill = self.options.kill_every
        left = list(self.stage.killable)
        self.random.shuffle(left)
        every = self.options.messages / (len(left) + 1)
        while len(self.said) < self.options.messages and not self.is_over:
            while len(self.said) < min(
                int(self.seconds * self.options.rate), self.options.messages
            ):
                self._say()
            self._look_after()
            if self.options.each_once:
                if left and len(self.said) >= every * (len(self.stage.killable) - len(left) + 1):
                    self._kill(left.pop())
            else:
                self._kill_one_in_its_time()
            time.sleep(0.05)

    def _say(self) -> None:
        """One to three lines in a row, on a platform by turns; now and then a forgery."""
        first = len(self.said)
        platform = self.stage.platforms[first % len(self.stage.platforms)]
        chat = self._chat()
        lines = self.random.choice((1, 1, 1, 2, 3))
        for number in range(first, min(first + lines, self.options.messages)):
            echo = self.options.rasa == "echo"
            text = f"m{number}." if echo else self.random.choice(ASKED)
            key = platform.say(self.http, chat, text, number)
            self.said.append(Said(platform.name, chat, key, text))
        if self.random.random() < 0.05:
            status = self._deliver(platform, platform.forged(self.random, chat))
            self.forged[platform.name, status] += 1
        if self.random.random() < 0.02:
            self.nonsense[self._deliver(platform, platform.nonsense())] += 1

    def _chat(self) -> str:
        """Conversations have 25 lines on average, fewer in a small storm."""
        most = max(20, self.options.messages // (25 * len(self.stage.platforms)))
        return str(1000 + self.random.randrange(most))

    def _deliver(self, platform: Platform, delivery: Delivery) -> int:
        """Past the twin, to one of the apps."""
        body, headers = delivery
        url = f"{self.random.choice(self.stage.app_urls)}/webhooks/{platform.name}"
        headers = {"content-type": "application/json", **headers}
        try:
            return self.http.post(url, content=body, headers=headers, timeout=5).status_code
        except httpx.HTTPError:
            return 0

    def _look_after(self) -> None:
        for server in self.stage.killable:
            server.look_after()

    def _kill_one_in_its_time(self) -> None:
        """At random; one that is not back yet is not killed again."""
        if self.seconds < self.next_kill:
            return
        server = self.random.choice(self.stage.killable)
        if server.is_ready():
            self._kill(server)
            self.next_kill = self.seconds + self.options.kill_every

    def _kill(self, server: Server) -> None:
        self.kills[server.name] += 1
        server.kill()

    def wait(self, progress: Progress) -> str:
        """Until all is answered: empty; or why the rest was given up. The kills go on until all
        messages are stored.
        """
        moved, last = self.seconds, progress.look()
        while True:
            self._look_after()
            now = progress.look()
            stored = now.arrived >= len(self.said)
            if stored and now.nothing_open:
                return ""
            if not self.options.each_once and not stored:
                self._kill_one_in_its_time()
            if now != last:
                moved, last = self.seconds, now
            if self.is_over:
                return f"given up after {self.options.minutes:g} minutes"
            if self.seconds - moved > _QUIET_FOR:
                return f"given up after {_QUIET_FOR:.0f} s in which nothing moved"
            time.sleep(1)
