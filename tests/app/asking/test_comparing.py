"""Wishes to compare, and the words that name what is to be compared."""

import pytest

from app.asking.comparing import Sides, read


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("What changed between 4.1 and 4.2?", Sides("4.1", "4.2")),
        ("pls tell me what has changed from version 4.1 to version 4.2", Sides("version 4.1", "version 4.2")),
        ("difference between the 2023 and 2024 leave policy", Sides("the 2023", "2024 leave policy")),
        ("What are the main differences between A and B?", Sides("A", "B")),
        ("what changed in the leave policy between 2023 and 2024", Sides("2023", "2024", of="the leave policy")),
        ("How has the travel policy changed from 2023 to 2024?", Sides("2023", "2024", of="the travel policy")),
        ("How does the lease differ from the draft?", Sides("the lease", "the draft")),
        ("could you compare the lease with the draft", Sides("the lease", "the draft")),
        ("price list 2024 vs price list 2025", Sides("price list 2024", "price list 2025")),
        ("What did the amendment change in the Oakmere contract?", Sides("the amendment", "the Oakmere contract")),
        ("what changes did amendment 2 make to the lease", Sides("amendment 2", "the lease")),
        ("Harbour 6.7 vs 6.10: differences", Sides("Harbour 6.7", "6.10")),
        ("differences leave policy 2021 2024", Sides("2021", "2024", of="leave policy")),
        ("diff 4.1 4.2", Sides("4.1", "4.2")),
        ("Please tell me how the hire prices changed from 2022 to 2025.", Sides("2022", "2025", of="the hire prices")),
        ("What's new in version 4.2?", Sides("version 4.2")),
        ("whats new in 4.2", Sides("4.2")),
        ("what changed since 4.1?", Sides("", "4.1")),
        ("what has changed in the leave policy since 2022", Sides("", "2022", of="the leave policy")),
        ("compare the last two versions of the leave policy", Sides("the leave policy")),
        ("compare “the lease” and “the draft”", Sides("the lease", "the draft")),
        ("¿Qué cambió entre 4.1 y 4.2?", Sides("4.1", "4.2")),
        ("Was hat sich zwischen 4.1 und 4.2 geändert?", Sides("4.1", "4.2")),
        ("Qu'est-ce qui a changé entre 4.1 et 4.2 ?", Sides("4.1", "4.2")),
        ("Che cosa è cambiato tra 4.1 e 4.2?", Sides("4.1", "4.2")),
        ("Qual è la differenza tra il contratto e la bozza?", Sides("il contratto", "la bozza")),
        ("Wat is er veranderd tussen 4.1 en 4.2?", Sides("4.1", "4.2")),
        ("Vergelijk het huurcontract met het concept", Sides("het huurcontract", "het concept")),
        ("O que mudou entre 4.1 e 4.2?", Sides("4.1", "4.2")),
        ("Quais são as diferenças entre o contrato e a minuta?", Sides("o contrato", "a minuta")),
    ],
)
def test_a_wish_to_compare_names_two_sides(question: str, sides: Sides) -> None:
    assert read(question) == sides


@pytest.mark.parametrize(
    "question",
    [
        "What is the rent?",
        "Quanto custa o aluguel e a limpeza?",
        "Wat kost de zaal en het terras?",
        "Qual è il canone e chi lo paga?",
        "Who changed the locks?",
        "What new laptops do we have in Leeds?",
        "Has the rent changed?",
        "When was the boiler changed?",
        "How many days of leave between May and June?",
        "What is the price list?",
        "what has changed",
        "compare",
        "",
        " ".join(["what changed between"] + ["a and b"] * 40),
    ],
)
def test_other_questions_are_no_such_wish(question: str) -> None:
    assert read(question) is None


def test_a_name_may_hold_the_topic() -> None:
    ways = {(way.first, way.second, way.topic) for way in Sides("the leave rules of interns", "staff").readings}
    assert ways == {("the leave rules of interns", "staff", ""), ("interns", "staff", "the leave rules")}
    assert (
        Sides("Terms and conditions 1", "Terms and conditions 2")
        in Sides("Terms", "conditions 1 and Terms and conditions 2").readings
    )
    assert Sides("4.1", "4.2", "leave") in Sides("4.1", "4.2 regarding leave").readings
    assert Sides("2023", "2024", topic="leave") in Sides("2023", "2024", of="leave").readings
