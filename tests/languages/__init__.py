"""What citeseed knows of a language, over questions and texts as natives write them."""
