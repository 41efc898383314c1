"""Running the two servers, and whatever dies again."""
