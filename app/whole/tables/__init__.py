"""Questions about the rows of tables: what each word names there, what is worked out, and how that is told."""
