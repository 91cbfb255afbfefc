"""The files of the made-up folder: what they hold, and how they are written."""
