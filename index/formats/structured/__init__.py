"""What values of JSON mean: read although they are a little wrong, moments in words, chats, places on a map."""
