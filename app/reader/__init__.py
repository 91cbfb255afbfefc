"""The reader: one small encoder that reads a question, or a statement, together with a passage."""
