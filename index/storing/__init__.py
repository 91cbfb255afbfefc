"""What an index keeps on disk: documents, vectors and BM25, in generations."""
