"""HTML made ready to be read: each module turns one kind of element of a parsed page into plain text, or out of it."""
