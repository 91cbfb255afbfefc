"""What is known of a processor."""

from pathlib import Path

import pytest

from index.embedding.bert import multiplies_fast


@pytest.mark.parametrize(
    ("told", "fast"),
    [
        ("processor : 0\nflags\t\t: fpu sse2 avx2 avx_vnni\nbugs: spectre_v1\n", True),
        ("flags\t\t: fpu avx512f avx512_vnni\n", True),
        ("flags\t\t: fpu amx_bf16\nprocessor : 1\n", True),
        ("Features\t: fp asimd asimddp\n", True),
        ("flags\t\t: fpu sse2 avx2 fma\nmodel name : one with avx_vnni\n", False),
        ("Features\t: fp asimd\n", False),
        ("model name : unknown\n", True),
        ("", True),
    ],
)
def test_a_processor_is_slow_only_if_it_says_what_it_has(tmp_path: Path, told: str, fast: bool) -> None:
    (tmp_path / "cpuinfo").write_text(told, encoding="utf-8")
    assert multiplies_fast(tmp_path / "cpuinfo") is fast


def test_a_system_that_tells_nothing_is_taken_to_be_fast(tmp_path: Path) -> None:
    assert multiplies_fast(tmp_path / "missing")
