"""The reader proper: MiniLM of 12 layers with heads for sentences, "nothing here answers", spans and claims.

MODEL.md says what it was trained on; `eval.training` trains it.
"""

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.reader.passage import Passage
from app.reader.reader import Read
from app.reader.windows import Cutter, Window, within
from index.embedding.bert import CPUINFO, Drawing, Encoder, Weights, multiplies_fast, read_weights, sha256
from index.errors import ReaderError

WEIGHTS = Path(__file__).with_name("weights.safetensors")
SHA256 = "7cd41614e4a13314e6aa4df3f6b0da94d7f7b2953357f2f1fb91d310eed662a9"
ATTENTION_HEADS, EPSILON, PREFIX = 12, 1e-12, "enc."
_PLAIN = {"INFERENCE_PRECISION_HINT": "f32", "DYNAMIC_QUANTIZATION_GROUP_SIZE": "0"}
_BUDGET, _SLOW = 1100, 800  # tokens read for a question (it counts with each passage), by fast and slow processors
_LEAST = 3  # passages that are read whatever they take
_SPAN = 30  # tokens: an answer proper is no longer
_STEP = 16  # tokens: lengths are rounded up to a multiple
Logits = NDArray[np.float32]


class OpenVINOReader:
    """Reads on OpenVINO, in the precision that the processor likes: bf16 with AMX, else products of int8.

    The weights are compiled when they are first needed, half a second. Raises `ReaderError`, with the remedy, where
    they are missing or not the ones that this version of citeseed was measured with.
    """

    languages = frozenset({"en"})

    def __init__(self, weights: Path = WEIGHTS, sha256: str = SHA256, budget: int | None = None) -> None:
        self._budget = budget or budgeted()
        self.fingerprint = f"reader:{sha256[:16]}"
        self._path, self._sha256 = weights, sha256
        self._cutter = Cutter()
        self._loading = Lock()
        self._encoder: Encoder | None = None

    def wake(self) -> None:
        with suppress(ReaderError):
            self._loaded()
            self._cutter.windows([], [])

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Read]]:
        windows = self._cutter.windows(self._cutter.question(question), passages)
        taken = np.cumsum([len(window.tokens) for window in windows])
        late = [one.passage for one, sum_ in zip(windows, taken, strict=True) if sum_ > self._budget]
        passages = passages[: max(_LEAST, min(late, default=len(passages)))]
        windows = [window for window in windows if window.passage < len(passages)]
        read = [[Read(-math.inf)] * len(shown.units) for shown in passages]
        held = [[1] * len(shown.units) for shown in passages]  # tokens of each unit that the best window so far holds
        for window, (tokens, whole) in zip(windows, self._run(windows), strict=True):
            nth = window.passage
            for unit, span in enumerate(passages[nth].units):
                at = within(window.offsets, span)
                if len(at) >= held[nth][unit]:
                    judged = _judge(tokens, whole, window, at)
                    if len(at) > held[nth][unit] or judged.answers > read[nth][unit].answers:
                        read[nth][unit], held[nth][unit] = judged, len(at)
        return read

    def support(self, statements: Sequence[str], texts: Sequence[str]) -> list[float]:
        windows, pairs = list[Window](), list[int]()
        for nth, (statement, text) in enumerate(zip(statements, texts, strict=True)):
            if asked := self._cutter.statement(statement):
                cut = self._cutter.windows(asked, [Passage(text, ((0, len(text)),))])
                windows += cut
                pairs += [nth] * len(cut)
        supported = [-math.inf] * len(texts)
        for nth, (_, whole) in zip(pairs, self._run(windows), strict=True):
            supported[nth] = max(supported[nth], float(whole[1]))
        return supported

    def _run(self, windows: Sequence[Window]) -> list[tuple[Logits, Logits]]:
        """For each window the logits of its tokens, (tokens, 3): sentence, start and end of a span; and of all, (2,):
        that nothing answers, and that it states the statement."""
        made: dict[int, tuple[Logits, Logits]] = {}

        def take(request: Any, rows: list[int]) -> None:
            tokens, whole = (request.get_output_tensor(output).data for output in range(2))
            for place, row in enumerate(rows):
                made[row] = tokens[place].copy(), whole[place].copy()

        self._loaded()([(window.tokens, window.first) for window in windows], take, _STEP)
        return [made[row] for row in range(len(windows))]

    def _loaded(self) -> Encoder:
        with self._loading:  # many may be the first to ask
            self._encoder = self._encoder or draw(self._weights())
            return self._encoder

    def _weights(self) -> Weights:
        return read_checked(self._path, self._sha256)


def budgeted(processor: Path = CPUINFO) -> int:
    """How many tokens a processor reads in the time that an answer may take: eval/RESULTS.md measures it."""
    return _BUDGET if multiplies_fast(processor) else _SLOW


READER = OpenVINOReader()
"""The one that a process reads with: its weights take time and memory once."""


def read_checked(path: Path, expected: str = SHA256) -> Weights:
    """The weights, if they are those of this hash. Raises `ReaderError`."""
    remedy = "Install citeseed again, or take the file from its repository."
    try:
        if sha256(path) != expected:
            raise ReaderError(f"The reader's weights {path} are damaged or of another version of citeseed. {remedy}")
        return read_weights(path)
    except (OSError, ValueError) as error:
        raise ReaderError(f"The reader's weights {path} can't be read ({error}). {remedy}") from error


def draw(weights: Weights, multiplied_out: bool | None = None) -> Encoder:
    """The network with its heads, compiled, and tried once: where the fast ways of a processor fail, plain float32.

    `multiplied_out` as in `Drawing`.
    """
    try:
        encoder = _drawn(weights, {}, multiplied_out)
        encoder([([0, 0], 1)], lambda request, rows: None)
        return encoder
    except RuntimeError:  # OpenVINO may take a processor for more than it is, as within a virtual machine
        return _drawn(weights, _PLAIN, multiplied_out)


def _drawn(weights: Weights, options: Mapping[str, str], multiplied_out: bool | None) -> Encoder:
    drawing = Drawing(weights, ATTENTION_HEADS, EPSILON, PREFIX, multiplied_out)
    ops = drawing.ops
    first = ops.gather(drawing.states, ops.constant(np.int64(0)), ops.constant(np.int64(1)))
    outputs = [drawing.linear(drawing.states, "sent", "span"), drawing.linear(first, "null", "claim")]
    return drawing.compiled(outputs, options)


def _judge(tokens: Logits, whole: Logits, window: Window, at: NDArray[np.int64]) -> Read:
    """A sentence, from the logits of its tokens: the mean of their mean and their maximum, as in training."""
    rows = tokens[window.first + at]
    answers = (float(rows[:, 0].mean()) + float(rows[:, 0].max())) / 2 - float(whole[0])
    pairs = np.add.outer(rows[:, 1], rows[:, 2])
    allowed = np.tri(len(at), len(at), _SPAN - 1, dtype=bool) & ~np.tri(len(at), len(at), -1, dtype=bool)
    start, end = divmod(int(np.argmax(np.where(allowed, pairs, -np.inf))), len(at))
    none = float(tokens[0, 1] + tokens[0, 2])
    spans = window.offsets[at]
    return Read(answers, (int(spans[start, 0]), int(spans[end, 1])), float(pairs[start, end]) - none)
