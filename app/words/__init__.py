"""The page's own words in each language it speaks: a catalogue a language, under `data/`."""
