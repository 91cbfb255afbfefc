"""Questions that the documents answer: to begin with, and to go on with."""
