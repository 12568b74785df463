"""Both languages say everything, about the same things."""

import string

import pytest

from store.words import Locale, Milestone, VerdictCode
from tracking.sentences import advice, codes, en, sentence, zh


def parameters(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_know_the_same_codes_words_and_advice() -> None:
    assert codes(Locale.EN) == codes(Locale.ZH)
    assert set(en.ADVICE) == set(zh.ADVICE)
    assert set(en.WORDS) == set(zh.WORDS)


@pytest.mark.parametrize("code", sorted(en.SENTENCES))
def test_a_sentence_names_the_same_parameters_in_both_languages(code: str) -> None:
    assert parameters(en.SENTENCES[code]) == parameters(zh.SENTENCES[code])


@pytest.mark.parametrize("code", list(VerdictCode))
def test_every_verdict_has_a_sentence_and_says_what_to_do(code: str) -> None:
    assert parameters(en.ADVICE[code]) == parameters(zh.ADVICE[code])
    assert code in codes(Locale.EN)


@pytest.mark.parametrize("milestone", list(Milestone))
def test_every_milestone_has_a_sentence(milestone: str) -> None:
    assert milestone in codes(Locale.EN)


def test_a_parameter_is_said_in_the_reader_s_language() -> None:
    params = {"mode": "rail", "to_place": {"en": "Wuhan", "zh": "武汉"}}
    assert sentence("in_transit", params, Locale.EN) == "Your car is on the train to Wuhan"
    assert sentence("in_transit", params, Locale.ZH) == "您的爱车正乘火车前往武汉"


def test_a_place_without_a_chinese_name_is_called_by_the_one_it_has() -> None:
    assert sentence("arrived", {"place": {"en": "Hub 7", "zh": None}}, Locale.ZH) == "已到达Hub 7"


def test_advice_names_the_limit() -> None:
    assert advice("too_short", {"min_s": 1.0}, Locale.EN) == "Film for at least 1 s."


def test_a_missing_parameter_is_a_mistake_of_ours_and_shows() -> None:
    with pytest.raises(KeyError):
        sentence("arrived", {}, Locale.EN)
