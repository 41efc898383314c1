"""`python -m connectors.cli` is `tungbuoc`."""

from connectors.cli import main

main()
