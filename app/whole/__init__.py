"""Questions about all of it: worked out exactly over all documents, passages and rows."""
