"""The folder of documents, what changed in it, and the process that parses files."""
