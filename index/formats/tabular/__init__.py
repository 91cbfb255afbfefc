"""Workbooks and delimited text, and the one place that tells what names a table's columns."""
