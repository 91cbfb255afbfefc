"""What is kept of conversations: chats, thumbs and notes."""
