"""Measures the bot on a set of cases: retrieval, correctness, citations, refusals."""
