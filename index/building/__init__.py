"""From a folder to a new generation of its index, and what is said about it."""
