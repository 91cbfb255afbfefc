"""A result for people: in the terminal, as a page of HTML, as plots."""
