"""The one place that chooses an embedder."""

from index.embedding.embedder import BUNDLED, Embedder


def open_embedder(name: str) -> Embedder:
    """The bundled model by its name, through OpenVINO; else any sentence-transformers name or folder, through torch."""
    if name == BUNDLED:
        from index.embedding.openvino_model import OpenVINOEmbedder

        return OpenVINOEmbedder()
    from index.embedding.torch_model import TorchEmbedder

    return TorchEmbedder(name)
