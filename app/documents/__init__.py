"""The folder as the page shows it: what is in it, uploads, rebuilding, original files."""
