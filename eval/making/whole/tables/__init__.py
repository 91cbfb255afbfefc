"""The tables of the made-up organisation: large ones to count in, and small ones that are awkward."""
