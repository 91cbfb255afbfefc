"""Office documents of Microsoft's and OpenDocument's formats, old and new."""
