"""How Vietnamese is read: pure functions for text, and the Rasa components built on them.

Runs in both environments (Python 3.10 and 3.11+), on the standard library alone, except
`nlu.components`, which Rasa's process loads.
"""
