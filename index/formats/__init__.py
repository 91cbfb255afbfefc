"""A module a format, each from the bytes of a file to its text; `registry` says which reads what."""
