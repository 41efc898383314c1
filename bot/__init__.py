"""What is said: the Rasa project and the actions it runs.

`bot.engine` is loaded by Rasa's process (Python 3.10) and by nothing else; everything beside it is
loaded by the app (Python 3.11+).
"""
