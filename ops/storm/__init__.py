"""The storm over all channels: what is run, what is done to it, and what is counted afterwards."""
