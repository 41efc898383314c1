"""The published questions, and what keeps them worth something."""
