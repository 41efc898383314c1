"""The web channel: the public API, the page, and the form without script."""
