"""Tests, by room; `servers` needs the real ones, `evaluation` holds the published questions."""
