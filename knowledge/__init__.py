"""What is true, and how to find it: procedure records, glossary, hotlines, retrieval."""
