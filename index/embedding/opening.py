"""The one place that chooses an embedder."""

from index.embedding.embedder import BUNDLED, MULTILINGUAL, Embedder


def open_embedder(name: str, threads: int | None = None) -> Embedder:
    """The bundled model by its name, or the one of many languages, through OpenVINO; else any sentence-transformers name
    or folder, through torch.

    OpenVINO computes in so many threads, if not in one for each processor.
    """
    if name in (BUNDLED, MULTILINGUAL):
        from index.embedding.multilingual import multilingual
        from index.embedding.openvino_model import OpenVINOEmbedder, bundled

        return OpenVINOEmbedder(bundled() if name == BUNDLED else multilingual(), threads)
    from index.embedding.torch_model import TorchEmbedder

    return TorchEmbedder(name)
