"""What words, sentences, dates and names are, by language. Pure; the words themselves lie in TOML files."""
