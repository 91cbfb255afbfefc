"""Language models: the protocol and its fake, servers, GGUF files, and how each may fail."""
