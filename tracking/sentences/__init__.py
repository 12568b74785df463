"""What Roadreel says: a stable `code` with `params`, turned into a sentence in the reader's language.

Each language is one table from code to sentence. A parameter may be a plain value, a word that the language has a
name for (`truck`), or a `{"en": ..., "zh": ...}` pair such as a place's names.
"""

from collections.abc import Mapping
from typing import Any

from store.words import Locale
from tracking.sentences import en, zh

_SENTENCES: Mapping[Locale, Mapping[str, str]] = {Locale.EN: en.SENTENCES, Locale.ZH: zh.SENTENCES}
_ADVICE: Mapping[Locale, Mapping[str, str]] = {Locale.EN: en.ADVICE, Locale.ZH: zh.ADVICE}
_WORDS: Mapping[Locale, Mapping[str, str]] = {Locale.EN: en.WORDS, Locale.ZH: zh.WORDS}


def sentence(code: str, params: Mapping[str, Any], language: Locale) -> str:
    """The sentence for `code`. Raises KeyError for a code or a parameter that the language does not have."""
    return _SENTENCES[language][code].format_map(_Spoken(params, language))


def advice(code: str, params: Mapping[str, Any], language: Locale) -> str:
    """What somebody whose clip got this verdict should do. Raises KeyError as `sentence` does."""
    return _ADVICE[language][code].format_map(_Spoken(params, language))


def codes(language: Locale) -> set[str]:
    """Every code the language has a sentence for."""
    return set(_SENTENCES[language])


def is_known(code: str) -> bool:
    """Whether there is a sentence for `code`; both languages say the same."""
    return code in _SENTENCES[Locale.EN]


class _Spoken(dict[str, Any]):
    """The parameters as the language says them."""

    def __init__(self, params: Mapping[str, Any], language: Locale) -> None:
        super().__init__(params)
        self.language = language

    def __getitem__(self, name: str) -> str:
        value = super().__getitem__(name)
        if isinstance(value, Mapping):
            return str(value.get(self.language.value) or value["en"])
        if isinstance(value, str):
            return _WORDS[self.language].get(f"{name}:{value}", value)
        return f"{value:g}" if isinstance(value, float) else str(value)
