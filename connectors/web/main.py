"""What uvicorn loads."""

from connectors.memory import settle
from connectors.metrics import configure
from connectors.settings import Settings
from connectors.web.app import create_app

configure(Settings().log_format)
app = create_app()
settle()
