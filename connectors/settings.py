"""Everything that can be set, from the environment (prefix `TUNGBUOC_`)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.database import is_postgres
from connectors.dossiers.ndxp import DESTINATION

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
    dossier_provider: Literal["demonstration", "ndxp", "igate", "none"] = "demonstration"
    dossier_url: str = ""
    dossier_username: SecretStr = SecretStr("")
    dossier_password: SecretStr = SecretStr("")
    dossier_unit: str = ""
    dossier_destination: str = DESTINATION
    dossier_token: SecretStr = SecretStr("")
    dossier_path: str = "/pa/dossier-search/dvc"
    dossier_timeout: float = Field(default=8.0, gt=0, le=15)
    dossier_rate: float = Field(default=2.0, gt=0)
    dossier_fresh_seconds: float = Field(default=600, ge=0)
    dossier_check_seconds: float = Field(default=1800, gt=0)
    dossier_per_person: str = "20/hour"
    dossier_misses: str = "5/hour"
    dossier_per_client: str = "60/hour"
    sandbox_port: int = Field(default=0, ge=0, le=65535)
    sandbox_state: Path | None = None
    public_url: str = ""
    metrics_token: SecretStr = SecretStr("")
    log_format: Literal["plain", "json"] = "plain"
    desk_oidc_issuer: str = ""
    desk_oidc_client: str = ""
    desk_oidc_secret: SecretStr = SecretStr("")
    desk_oidc_login: str = "email"
    desk_hours: str = ""
    desk_place: str = ""
    desk_phone: str = ""
    evaluation: Path = ROOT / "tests" / "evaluation"
    apps: int = Field(default=1, ge=1)
    channel_settle: float = Field(default=1.8, ge=0, le=10)
    telegram_token: SecretStr = SecretStr("")
    telegram_secret: SecretStr = SecretStr("")
    telegram_bot: str = ""
    telegram_polling: bool = False
    telegram_api: str = "https://api.telegram.org"
    telegram_proxy: SecretStr = SecretStr("")
    telegram_timeout: float = Field(default=15.0, gt=0)
    zalo_oa_app_id: str = ""
    zalo_oa_app_secret: SecretStr = SecretStr("")
    zalo_oa_secret: SecretStr = SecretStr("")
    zalo_oa_id: str = ""
    zalo_oa_refresh_token: SecretStr = SecretStr("")
    zalo_oa_url: str = "https://openapi.zalo.me"
    zalo_oa_oauth_url: str = "https://oauth.zaloapp.com"
    zalo_oa_per_minute: float = Field(default=100, gt=0)
    zalo_oa_store: str = ""
    zalo_bot_token: SecretStr = SecretStr("")
    zalo_bot_secret: SecretStr = SecretStr("")
    zalo_bot_url: str = "https://bot-api.zaloplatforms.com"
    zalo_bot_name: str = ""
    zalo_bot_polling: bool = False
    zalo_bot_per_second: float = Field(default=5, gt=0)
    zalo_timeout: float = Field(default=10, gt=0, le=25)
    widget_origins: str = ""
    zalo_link: str = Field(default="", pattern=r"^(https://\S+)?$")
    telegram_link: str = Field(default="", pattern=r"^(https://\S+)?$")

    @property
    def index(self) -> Path:
        """The retrieval index."""
        return self.var / "index"

    @property
    def amended(self) -> Path:
        """Records with the desk's changes in them, and their indexes."""
        return self.var / "knowledge"

    @property
    def model(self) -> Path:
        """The trained Rasa model."""
        return self.var / "rasa" / "bot.tar.gz"

    @property
    def inbox_url(self) -> str:
        """SQLAlchemy URL of the inbox."""
        return self.database_url or f"sqlite:///{self.var / 'inbox.db'}"

    @property
    def zalo_oa_store_url(self) -> str:
        """SQLAlchemy URL of the tokens of Zalo OA."""
        return self.zalo_oa_store or self.database_url or f"sqlite:///{self.var / 'zalo-oa.db'}"

    @property
    def portal_store_url(self) -> str:
        """SQLAlchemy URL, or path, of the imported records."""
        return self.portal_store or str(self.var / "portal" / "portal.sqlite3")

    @property
    def allowed_origins(self) -> frozenset[str]:
        """The websites that may carry the widget, as listed with spaces or commas between."""
        return frozenset(self.widget_origins.replace(",", " ").split())

    @property
    def sandbox_url(self) -> str:
        """The twin of the demonstration; loopback only."""
        return f"http://127.0.0.1:{self.sandbox_port or self.port + 90}"

    @property
    def tracker_url(self) -> str:
        """SQLAlchemy URL of Rasa's conversations: beside the inbox on PostgreSQL, else a file."""
        if self.tracker_db is None and self.database_url and is_postgres(self.database_url):
            return self.database_url
        return f"sqlite:///{self.tracker_path}"

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

    @property
    def citizens_url(self) -> str:
        """Where citizens reach the app: what a QR code and a link in a reply hold."""
        return (self.public_url or self.app_url).rstrip("/")
