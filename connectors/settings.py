"""Everything that can be set, from the environment (prefix `TUNGBUOC_`)."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """docs/settings.md lists each; a test keeps that page complete."""

    model_config = SettingsConfigDict(env_prefix="TUNGBUOC_", extra="ignore")

    host: str = "127.0.0.1"
    port: int = 8000
    rasa_port: int = 5005
    secret: SecretStr = SecretStr("")
    var: Path = ROOT / "var"
    database_url: str = ""
    tracker_db: Path | None = None
    rasa_python: Path = ROOT / ".venv-rasa" / "bin" / "python"
    rasa_timeout: float = 25.0
    restart_patience: float = 6.0
    rate_per_client: str = "600/minute"
    rate_per_conversation: str = "40/minute"
    keep_days: int = 30
    portal_url: str = "https://dichvucong.gov.vn/api/v1"
    portal_rate: float = Field(default=2.0, gt=0)
    portal_timeout: float = Field(default=30.0, gt=0)
    portal_retries: int = Field(default=4, ge=0)
    portal_refresh_days: int = Field(default=7, ge=0)
    portal_store: str = ""

    @property
    def index(self) -> Path:
        """The retrieval index."""
        return self.var / "index"

    @property
    def model(self) -> Path:
        """The trained Rasa model."""
        return self.var / "rasa" / "bot.tar.gz"

    @property
    def inbox_url(self) -> str:
        """SQLAlchemy URL of the inbox."""
        return self.database_url or f"sqlite:///{self.var / 'inbox.db'}"

    @property
    def portal_store_url(self) -> str:
        """SQLAlchemy URL, or path, of the imported records."""
        return self.portal_store or str(self.var / "portal" / "portal.sqlite3")

    @property
    def tracker_path(self) -> Path:
        """Rasa's conversations."""
        return self.tracker_db or self.var / "rasa" / "tracker.db"

    @property
    def rasa_url(self) -> str:
        """Loopback only."""
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def app_url(self) -> str:
        """Where the app answers."""
        return f"http://{self.host}:{self.port}"
