"""Who is talking, and the systems outside: the web app, the command line, Rasa's process."""
