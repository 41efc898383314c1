"""Two app processes on one database with one Rasa, and the twins of the messengers before them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from connectors.database import is_postgres
from connectors.desk.desk import open_desk
from connectors.desk.permissions import Role
from connectors.settings import Settings
from connectors.twins import telegram, zalo_oa
from connectors.twins.telegram_state import TelegramTwin
from connectors.twins.zalo_oa_account import Account
from ops.bench import free_port
from ops.serving import serving
from tests.servers.processes import running

HOURS, PLACE, PHONE = "8 giờ đến 16 giờ", "bàn trợ giúp phường Thử", "0200 000 000"
PASSWORD = "một mật khẩu dài"


@dataclass(frozen=True)
class Town:
    """first, second: addresses of the two apps. Messengers reach the first; on PostgreSQL the
    second one speaks with them too.
    """

    first: str
    second: str
    database: str
    tracker: Path | None
    telegram: TelegramTwin
    telegram_url: str
    zalo: Account
    zalo_url: str

    def volunteer(self, name: str, shown: str) -> None:
        """An account, which signs in with PASSWORD."""
        settings = Settings(database_url=self.database, tracker_db=self.tracker)
        desk = open_desk(settings)
        role: Role = "volunteer"
        if name not in {person.name for person in desk.people.all()}:
            desk.people.choose_password(name, desk.people.add(name, shown, role), PASSWORD)
        desk.close()


@contextmanager
def town(database: str, folder: Path) -> Iterator[Town]:
    """Everything runs while the block does. database: an empty one."""
    first, second, rasa = free_port(), free_port(), free_port()
    with ExitStack() as stack:
        telegram_app = telegram.create_twin()
        telegram_url = stack.enter_context(serving(telegram_app))
        zalo_app = zalo_oa.create_twin(f"http://127.0.0.1:{first}/webhooks/zalo-oa")
        zalo_url = stack.enter_context(serving(zalo_app))
        shared = {
            **os.environ,
            "TUNGBUOC_RASA_PORT": str(rasa),
            "TUNGBUOC_DATABASE_URL": database,
            "TUNGBUOC_SECRET": "of two apps",
            "TUNGBUOC_DOSSIER_PROVIDER": "none",
            "TUNGBUOC_RATE_PER_CLIENT": "60000/minute",
            "TUNGBUOC_DESK_HOURS": HOURS,
            "TUNGBUOC_DESK_PLACE": PLACE,
            "TUNGBUOC_DESK_PHONE": PHONE,
            "TUNGBUOC_APPS": "2",
            "HF_HUB_OFFLINE": "1",
            "TRANSFORMERS_OFFLINE": "1",
        }
        messengers = telegram.demonstration(telegram_url, "") | zalo_oa.demonstration(zalo_url, "")
        if is_postgres(database):
            messengers["TUNGBUOC_ZALO_OA_STORE"] = database
            shared |= messengers
        else:
            shared["TUNGBUOC_TRACKER_DB"] = str(folder / "tracker.db")
        serve = [sys.executable, "-m", "connectors.cli", "serve"]
        beside = [
            sys.executable, "-m", "uvicorn", "connectors.web.main:app", "--port", str(second),
            "--no-access-log", "--log-level", "warning",
        ]  # fmt: skip
        for port, command in ((first, serve), (second, beside)):
            own = {**shared, **messengers} if command is serve else shared
            log = folder / f"app{port}.log"
            stack.enter_context(running(command, {**own, "TUNGBUOC_PORT": str(port)}, log, port))
        yield Town(
            first=f"http://127.0.0.1:{first}",
            second=f"http://127.0.0.1:{second}",
            database=database,
            tracker=None if is_postgres(database) else folder / "tracker.db",
            telegram=telegram_app.state.twin,
            telegram_url=telegram_url,
            zalo=zalo_app.state.account,
            zalo_url=zalo_url,
        )
