"""Setting up, locking and measuring; nothing here runs in the assistant."""
