"""The documents of the made-up organisation, a module a kind: each gives files, and what is true by them."""
