"""The error of the command line."""

from __future__ import annotations


class CliError(Exception):
    """Told to the person in one line."""
