"""Tables of documents as typed columns: read back from their text, kept in a file of SQLite, computed exactly."""
