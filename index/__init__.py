"""Documents in, hits out: loaders, chunks, embedder, stores, the index on disk, hybrid search."""
