"""The same conversations on every channel, side by side: `python -m ops.same_talk`."""
