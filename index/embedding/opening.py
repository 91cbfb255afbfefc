"""The one place that chooses an embedder."""

from index.embedding.embedder import BUNDLED, Embedder


def open_embedder(name: str, threads: int | None = None) -> Embedder:
    """The bundled model by its name, through OpenVINO; else any sentence-transformers name or folder, through torch.

    OpenVINO computes in so many threads, if not in one for each processor.
    """
    if name == BUNDLED:
        from index.embedding.openvino_model import OpenVINOEmbedder

        return OpenVINOEmbedder(threads=threads)
    from index.embedding.torch_model import TorchEmbedder

    return TorchEmbedder(name)
