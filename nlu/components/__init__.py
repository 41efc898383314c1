"""Rasa NLU components, loaded by Rasa's process only."""
