"""Chats and feedback in files beside the index."""
