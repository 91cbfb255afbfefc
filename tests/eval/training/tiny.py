"""A network of the reader's kind that is small enough to be trained in a test."""

import numpy as np

from app.reader.openvino_reader import PREFIX
from eval.training.network import HEADS, Weights

_WIDTH, _LAYERS, _VOCABULARY, _PLACES = 96, 2, 30_522, 512  # narrower ones OpenVINO's bfloat16 gets wrong


def tiny(seed: int = 0) -> Weights:
    """Random weights, by the names of the product's."""
    chance = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (_VOCABULARY, _WIDTH),
        "embeddings.position_embeddings.weight": (_PLACES, _WIDTH),
        "embeddings.token_type_embeddings.weight": (2, _WIDTH),
        "embeddings.LayerNorm.weight": (_WIDTH,),
        "embeddings.LayerNorm.bias": (_WIDTH,),
    }
    for layer in range(_LAYERS):
        at = f"encoder.layer.{layer}."
        for part in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            shapes |= {f"{at}{part}.weight": (_WIDTH, _WIDTH), f"{at}{part}.bias": (_WIDTH,)}
        shapes |= {
            f"{at}intermediate.dense.weight": (4 * _WIDTH, _WIDTH),
            f"{at}intermediate.dense.bias": (4 * _WIDTH,),
        }
        shapes |= {f"{at}output.dense.weight": (_WIDTH, 4 * _WIDTH), f"{at}output.dense.bias": (_WIDTH,)}
        for part in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes |= {f"{at}{part}.weight": (_WIDTH,), f"{at}{part}.bias": (_WIDTH,)}
    named = {f"{PREFIX}{name}": shape for name, shape in shapes.items()}
    for head, size in HEADS.items():
        named |= {f"{head}.weight": (size, _WIDTH), f"{head}.bias": (size,)}
    return {name: chance.normal(0, 0.3, shape).astype(np.float32) for name, shape in named.items()}
