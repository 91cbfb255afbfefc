"""Portable documents: words with their places, reading order, tables, and what stands beside the text."""
