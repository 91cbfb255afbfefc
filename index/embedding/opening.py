"""The one place that chooses an embedder."""

from index.embedding.embedder import BUNDLED, MULTILINGUAL, MULTILINGUAL_MODEL, Embedder


def open_embedder(name: str, threads: int | None = None) -> Embedder:
    """The bundled model by its name or none, or the one of many languages, through OpenVINO; else any
    sentence-transformers name or folder, through torch.

    OpenVINO computes in so many threads, if not in one for each processor.
    """
    if name in ("", BUNDLED):
        from index.embedding.openvino_model import OpenVINOEmbedder

        return OpenVINOEmbedder(threads=threads)
    if name in (MULTILINGUAL, MULTILINGUAL_MODEL):
        from index.embedding.multilingual import multilingual
        from index.embedding.openvino_model import OpenVINOEmbedder

        return OpenVINOEmbedder(multilingual(), threads)
    from index.embedding.torch_model import TorchEmbedder

    return TorchEmbedder(name)
