"""The commands of the servers, and how to tell that each is ready."""

from __future__ import annotations

import os
import secrets
import sys
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import make_url

from bot.training import ENGINE, QUIET, ROOT
from connectors.database import is_postgres
from connectors.settings import Settings
from connectors.twins import TWINS, twin_module


@dataclass(frozen=True)
class Process:
    """A child: its command, its environment, and the address that answers 200 when it is ready.
    needed: the product stands still without it.
    """

    name: str
    command: list[str]
    environment: dict[str, str]
    ready_url: str
    needed: bool = True


def processes(settings: Settings) -> list[Process]:
    """The app and Rasa, sharing a secret that is made once and kept, unless one is set; and the
    portal's twin when dossiers are only demonstrated.
    """
    secret = shared_secret(settings)
    shared = {**os.environ, "PYTHONUNBUFFERED": "1", "TUNGBUOC_SECRET": secret}
    offline = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    settings.tracker_path.parent.mkdir(parents=True, exist_ok=True)
    app = Process(
        name="app",
        command=[
            sys.executable, "-m", "uvicorn", "connectors.web.main:app",
            "--host", settings.host, "--port", str(settings.port),
            "--no-access-log", "--log-level", "warning",
        ],
        environment={**shared, **({} if _uses_hub() else offline)},
        ready_url=f"{settings.app_url}/readyz",
    )  # fmt: skip
    rasa = Process(
        name="rasa",
        command=[
            str(settings.rasa_python), "-m", "bot.engine.main", "run",
            "--model", str(settings.model),
            "--endpoints", str(ENGINE / "endpoints.yml"),
            "--credentials", str(ENGINE / "credentials.yml"),
            "--interface", "127.0.0.1", "--port", str(settings.rasa_port),
        ],
        environment={
            **shared,
            **QUIET,
            "TUNGBUOC_ACTIONS_URL": f"http://127.0.0.1:{settings.port}/internal/actions",
            "TUNGBUOC_TRACKER_URL": _for_rasa(settings.tracker_url),
            "TUNGBUOC_INDEX": str(settings.index),
        },
        ready_url=f"{settings.rasa_url}/",
    )  # fmt: skip
    if settings.dossier_provider != "demonstration":
        return [app, rasa]
    return [app, rasa, _twin(settings, shared)]


def _twin(settings: Settings, environment: dict[str, str]) -> Process:
    url = urlsplit(settings.sandbox_url)
    return Process(
        name="cổng thử",
        command=[
            sys.executable, "-m", "connectors.cli", "portal", "sandbox",
            "--host", str(url.hostname), "--port", str(url.port),
            "--state", str(settings.sandbox_state or settings.var / "portal" / "twin.json"),
        ],
        environment=environment,
        ready_url=f"{settings.sandbox_url}/_twin/state",
        needed=False,
    )  # fmt: skip


def _for_rasa(url: str) -> str:
    """The address as Rasa's SQLAlchemy 1.4 and psycopg2 take it."""
    parsed = make_url(url)
    if is_postgres(url):
        parsed = parsed.set(drivername="postgresql")
    return parsed.render_as_string(hide_password=False)


def shared_secret(settings: Settings) -> str:
    """What is set, or what was made for this machine."""
    return settings.secret.get_secret_value() or _kept_secret(settings)


def _kept_secret(settings: Settings) -> str:
    """The secret of this machine: resume codes given out before a restart must work after it."""
    path = settings.var / "secret"
    if not path.is_file():
        settings.var.mkdir(parents=True, exist_ok=True)
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(made, "w") as file:
            file.write(secrets.token_hex(24))
    return path.read_text().strip()


def _uses_hub() -> bool:
    return os.environ.get("TUNGBUOC_ENCODER") == "hub"


def twins(settings: Settings) -> tuple[list[Process], dict[str, str]]:
    """The messengers' twins on ports of their own, and the settings that lead the app to them."""
    made, settings_of_app = [], {}
    for number, name in enumerate(TWINS):
        url = f"http://127.0.0.1:{settings.port + 91 + number}"
        settings_of_app.update(twin_module(name).demonstration(url, settings.app_url))
        made.append(
            Process(
                name=f"{name} giả",
                command=[
                    sys.executable, "-m", "connectors.cli", "channels", "twin", name,
                    "--port", str(settings.port + 91 + number),
                ],
                environment={**os.environ, "PYTHONUNBUFFERED": "1"},
                ready_url=f"{url}/",
                needed=False,
            )
        )  # fmt: skip
    return made, settings_of_app


WORKING_DIRECTORY = ROOT
