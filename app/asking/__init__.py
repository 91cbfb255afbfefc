"""From what was typed, and the conversation before it, to what is asked."""
