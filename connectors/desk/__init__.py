"""The helper desk: people of the ward who sit beside citizens, answer them, and keep things true.

`/desk` is drawn on the server. Everything that several processes share lies in the database.
"""
