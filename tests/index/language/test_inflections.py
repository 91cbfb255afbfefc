"""The forms of a word, over words as they stand in texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.inflections import forms

FAMILIES = """
    arbitration arbitrations|meet meets met meeting|colour colours color colored|organise organised organize|policy policies
    leaf leaves|buy bought buying|bus buses|gas gases|box boxes|church churches|dish dishes|hero heroes|child children
    man men|person people|glass glasses|crisis crises|analysis analyses|licence licences license|centre centers centres
    run ran running|stop stopped stopping|pay paid pays|hope hoped hoping|wolf wolves|wife wives|life lives|tax taxes
    warranty warranties|cancel cancelled canceled|process processes|damage damages damaged|tie ties tied|fee fees
    building buildings|contract contracts contracted|penalty penalties|grey gray|programme programmes program
"""
LOOKALIKES = """
    arbitrary|polite police|column|organ organic|lead led|busy bust|gasket|boxer|heroic|hop hopped|new news|base|pass
    glaze|lice|run|papal|pain|hips|worst|lint|taxi|warrant|canal|procession|dam|tin|feed fed|contra|pen|gram
"""
GROUPS = [each.split() for each in FAMILIES.replace("\n", "|").split("|") if each.strip()]
OTHERS = LOOKALIKES.replace("|", " ").split()
WORDS = sorted({*OTHERS, *(word for group in GROUPS for word in group)})


@pytest.mark.parametrize("family", GROUPS, ids=lambda family: family[0])
def test_a_word_stands_for_its_inflections_and_spellings_and_for_no_other_word(family: list[str]) -> None:
    assert {*family} <= forms(family[0], WORDS, ["en"]).same
    assert forms(family[0], WORDS, ["en"]).same & {*WORDS} <= {*family, *(["leave"] if family[0] == "leaf" else [])}


def test_a_word_of_the_same_stem_is_named_apart() -> None:
    found = forms("arbitration", ["arbitral", "arbitrary", "arbitrate", "arbitration", "arbitrator"], ["en"])
    assert found.same == {"arbitration"}
    assert "arbitrator" in found.related


def test_a_plural_asked_for_finds_its_singular_but_a_noun_not_its_verb() -> None:
    assert "meet" not in forms("meeting", ["meet", "meeting", "meetings"], ["en"]).same
    assert forms("buses", ["bus", "buses"], ["en"]).same == {"bus", "buses"}
    assert forms("meetings", ["meeting", "meetings"], ["en"]).same == {"meeting", "meetings"}


@pytest.mark.parametrize(
    ("language", "word", "same"),
    [
        ("es", "contrato", {"contrato", "contratos"}),
        ("es", "reunión", {"reunion", "reuniones"}),
        ("de", "Verträge", {"vertrag", "vertrage"}),
        ("fr", "contrats", {"contrat", "contrats"}),
    ],
)
def test_other_languages_take_what_has_the_same_stem_for_the_word(language: str, word: str, same: set[str]) -> None:
    words = sorted({*same, "contra", "rey", "verb", "vertical", "contraste"})
    assert forms(word, words, [language]).same == same


ANY_WORDS = st.lists(st.text("abcdeiouglnrstvy", min_size=1, max_size=9) | st.sampled_from(WORDS), max_size=12)


@given(ANY_WORDS, st.sampled_from(WORDS) | st.text("abeéñinst'", min_size=1), st.sampled_from(["en", "es", "de"]))
def test_the_word_itself_is_always_a_form_and_no_form_is_only_related(
    words: list[str], word: str, language: str
) -> None:
    found = forms(word, sorted({*words}), [language])
    assert forms(word, [], [language]).same <= found.same
    assert found.same
    assert not found.same & found.related
    assert found.related <= {*words}


@given(ANY_WORDS, st.sampled_from(WORDS))
def test_more_words_in_the_texts_take_no_form_away(words: list[str], word: str) -> None:
    fewer, more = forms(word, WORDS, ["en"]), forms(word, sorted({*WORDS, *words}), ["en"])
    assert fewer.same <= more.same


@given(st.sampled_from(WORDS), st.lists(st.sampled_from(["en", "es", "de"]), unique=True, min_size=1))
def test_each_language_only_adds(word: str, languages: list[str]) -> None:
    together = forms(word, WORDS, languages)
    assert all(forms(word, WORDS, [language]).same <= together.same for language in languages)


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("mould", "molds"),
        ("ploughs", "plow"),
        ("aluminium", "aluminum"),
        ("skilful", "skillful"),
        ("instalments", "installment"),
    ],
)
def test_british_and_american_spellings_are_one_word(british: str, american: str) -> None:
    words = sorted([british, american])
    assert forms(british, words, ["en"]).same >= {british, american}
    assert forms(american, words, ["en"]).same >= {british, american}
