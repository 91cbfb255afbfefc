"""Fixtures that many tests share: embedders, the seed documents, and a small folder of documents."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from index import ROOT

if TYPE_CHECKING:  # slow to import: a test of a pure module is to be over before that
    from playwright.sync_api import Browser

    from index.embedding.embedder import Embedder, HashingEmbedder

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what runs in the background without one
settings.register_profile("citeseed", deadline=None, derandomize=True)  # a busy machine stalls for seconds
settings.load_profile("citeseed")


@pytest.fixture
def embedder() -> "HashingEmbedder":
    """A fresh fake; `.embedded` lists the texts it was given to index."""
    from index.embedding.embedder import HashingEmbedder

    return HashingEmbedder()


@pytest.fixture(scope="session")
def real_embedder() -> "Embedder":
    from index.embedding.embedder import BUNDLED
    from index.embedding.opening import open_embedder

    return open_embedder(BUNDLED)


@pytest.fixture(scope="session")
def seeds() -> Path:
    return ROOT / "seeds"


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Chromium, for a module: while it runs, no other event loop can run in this thread."""
    from tests.serving import chromium

    with chromium() as launched:
        yield launched


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder of three documents: one dated, one Markdown of two sections, one plain and in a subfolder."""
    root = tmp_path / "corpus"
    (root / "notes").mkdir(parents=True)
    (root / "harbor.txt").write_text(
        "Harbor visit\n\nDate: May 24th, 2022\n\nThe minister toured the harbor on Tuesday. "
        "She said that three cranes were new. The ferry to the island was late.\n",
        encoding="utf-8",
    )
    (root / "orchard.md").write_text(
        "# Orchard report\n\nThe orchard holds 420 apple trees. Frost killed nine of them in April.\n\n"
        "## Harvest\n\nThe harvest began in September and took eleven days.\n",
        encoding="utf-8",
    )
    (root / "notes" / "bridge.txt").write_text(
        "The bridge over the river Ebro was closed for repairs. Engineers replaced forty bolts, and it opened again.",
        encoding="utf-8",
    )
    return root


@pytest.fixture(scope="session")
def spanish() -> str:
    """A press release in Spanish, about 4,000 characters."""
    return (
        "CIUDAD DE MÉXICO, 11 de agosto de 2021.- El canciller Marcelo Ebrard agradeció la disposición de la delegación "
        "para avanzar en la agenda de cooperación en materia de migración y seguridad fronteriza.\n\n"
        + " ".join(
            f"En la {ordinal} mesa de trabajo, los equipos técnicos revisaron las acciones emprendidas durante el año y "
            f"señalaron que todavía hacía falta ampliar los programas de educación para niñas y niños migrantes. "
            f"“Ha sido un éxito; la relación bilateral avanza muy bien”, explicó el señor Núñez al término de la sesión."
            for ordinal in "primera segunda tercera cuarta quinta sexta séptima octava novena décima".split()
        )
        + "\n"
    )
