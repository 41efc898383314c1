"""What uvicorn loads."""

from connectors.web.app import create_app

app = create_app()
