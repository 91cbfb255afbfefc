"""Questions about the whole of the made-up folder and their true answers, a module a few kinds."""
