"""Talking to Rasa's process, and being called back by it."""
