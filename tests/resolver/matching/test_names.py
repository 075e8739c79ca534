"""Names folded to plain words, and their similarity."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.resolver.matching.name_similarity import compare_names
from graphmodel.resolver.matching.names import fold, formal, nickname, skeleton, words


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("J.J. Abrams", "j j abrams"),
        ("O'Neill, Ed", "oneill ed"),
        ("Mädchen Amick", "madchen amick"),
        ("Дмитрий Медведев", "dmitriy medvedev"),
        ("张艺谋", "zhang yimou"),
        ("Zhāng Yìmóu", "zhang yimou"),
        ("Zhang1 Yi4mou2", "zhang yimou"),
        ("欧阳娜娜", "ouyang nana"),
        ("贝拉克·奥巴马", "beilake aobama"),
        ("Sir Ian McKellen", "ian mckellen"),
        ("Dr. Dre", "dr dre"),
        ("Joey King (voice)", "joey king"),
        ("(500) Days", "days"),
        ("(Untitled)", "untitled"),
        ("", ""),
        ("!!!", ""),
    ],
)
def test_a_name_folds_to_its_words(name: str, folded: str) -> None:
    assert " ".join(words(name)) == folded
    assert fold(pl.Series([name])).to_list() == [folded]


@given(st.lists(st.text(max_size=30), max_size=8))
def test_a_column_folds_as_each_of_its_names(names: list[str]) -> None:
    folded = fold(pl.Series(names, dtype=pl.String()))
    assert folded.to_list() == [" ".join(words(name)) for name in names]


@pytest.mark.parametrize(
    ("word_a", "word_b"),
    [("schulze", "schultze"), ("mohammed", "muhamad"), ("sergei", "sergey"), ("philip", "filip")],
)
def test_other_spellings_sound_the_same(word_a: str, word_b: str) -> None:
    assert skeleton(word_a) == skeleton(word_b)


def test_nicknames_are_known() -> None:
    assert nickname("bill", "william")
    assert nickname("bob", "rob")
    assert not nickname("robert", "robert")
    assert not nickname("anna", "robert")
    assert "robert" in formal("bob")


@pytest.mark.parametrize(
    ("name_a", "name_b", "how"),
    [
        ("zhang yimou", "zhang yimou", "same"),
        ("zhang yimou", "yimou zhang", "order"),
        ("jan daniel bothma", "jandaniel bothma", "spacing"),
        ("j j abrams", "jeffrey jacob abrams", "initials"),
        ("bob smith", "robert smith", "nickname"),
        ("robin wright penn", "robin wright", "part"),
        ("wolfgang schultze", "wolfgang schulze", "spelling"),
        ("robert downey jr", "robert downey", "generation"),
        ("ben johnson", "van johnson", "unlike"),
        ("jerry stiller", "ben stiller", "unlike"),
        ("maria", "", "unlike"),
    ],
)
def test_names_differ_in_a_way_that_has_a_word(name_a: str, name_b: str, how: str) -> None:
    assert compare_names(name_a, name_b).how == how


def test_a_senior_is_further_from_a_junior_than_from_one_without_a_word() -> None:
    distant = compare_names("robert downey jr", "robert downey sr")
    similar = compare_names("robert downey jr", "robert downey")
    assert (distant.generation, similar.generation) == (2, 1)


_WORDS = ("anna", "bob", "robert", "de", "van", "smith", "smyth", "jr", "j", "li", "maria")
_NAME = st.lists(st.sampled_from(_WORDS), max_size=4).map(" ".join)


@given(_NAME, _NAME)
def test_similarity_is_symmetric_and_within_bounds(name_a: str, name_b: str) -> None:
    similarity = compare_names(name_a, name_b)
    assert similarity == compare_names(name_b, name_a)
    for value in (similarity.least, similarity.mean, similarity.whole):
        assert 0 <= value <= 1
