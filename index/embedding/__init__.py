"""Text to vectors: the protocol and its fake, and the models behind it."""
