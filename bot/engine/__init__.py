"""The Rasa project: domain, rules, pipeline, and the channel and fixes its process loads."""
