"""An answer's record as HTML, Markdown and plain text. Holds the one escaper."""
