"""Which kind of answer a question asks for, by the words of its language."""

import pytest

from app.asking.asked import Question


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did they meet?", "date"),
        ("Who signed the agreement?", None),
        ("How many people came to the meeting?", "number"),
        ("How old is she?", "age"),
        ("How much did the bridge cost?", "money"),
        ("How long did it last?", "duration"),
        ("Where did they meet?", None),
        ("Why did he go?", None),
        ("What was said when they met?", None),
        ("Tell me about the bridge.", None),
        ("¿Cuándo se reunieron?", "date"),
        ("¿En qué año se fundó la empresa?", "date"),
        ("¿Quién firmó el acuerdo?", None),
        ("¿Dónde está la oficina?", None),
        ("¿Cuántas personas vinieron a la reunión?", "number"),
        ("¿Cuánto costó el puente?", "money"),
        ("¿Por qué se fue de la ciudad?", None),
        ("Háblame del puente de la ciudad.", None),
    ],
)
def test_the_kind_that_is_asked_for(question: str, kind: str | None) -> None:
    assert Question.of(question).leading == kind
