"""Answers that a language model writes: its prompt, its reply, and the check of each sentence."""
