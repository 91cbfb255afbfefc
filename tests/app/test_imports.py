"""What the start of a command imports, and what an import leaves alone, each in a process of its own."""

import subprocess
import sys

import pytest

from index import ROOT

HEAVY = {"gradio", "matplotlib", "sentence_transformers", "torch"}


def printed(code: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("package", ["index", "app", "eval"])
@pytest.mark.parametrize("words", [[], ["--help"]], ids=["import", "help"])
def test_what_takes_seconds_to_import_is_not_imported_to_start(package: str, words: list[str]) -> None:
    run = f"with suppress(SystemExit): main({words})" if words else ""
    lines = printed(
        f"import sys\nfrom contextlib import suppress\nfrom {package}.__main__ import main\n{run}\n"
        f"print(sorted({HEAVY} & set(sys.modules)))"
    )
    assert lines[-1] == "[]"
    assert bool(words) == any(line.startswith("usage: citeseed") for line in lines)


def test_an_import_of_the_page_changes_nothing_in_its_library() -> None:
    code = (
        "import gradio\nof_gradio = dict(vars(gradio.processing_utils))\nimport app.page.page\n"
        "print([name for name, value in of_gradio.items() if vars(gradio.processing_utils)[name] is not value])"
    )
    assert printed(code) == ["[]"]
