"""What is true, and how to find it: procedure records, troubles, glossary, hotlines, retrieval."""
