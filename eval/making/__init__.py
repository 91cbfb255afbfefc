"""Cases from documents, thumbs-down and other makers' sets."""
