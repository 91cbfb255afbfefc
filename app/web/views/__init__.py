"""What can be fetched beside the page: documents, chats."""
