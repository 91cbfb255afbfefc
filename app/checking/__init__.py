"""Whether the words of documents state what a sentence says."""
