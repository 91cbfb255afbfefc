"""Chats and feedback in the database of the index."""
