"""Cost against size, beside other systems: `python -m eval.bench`."""
