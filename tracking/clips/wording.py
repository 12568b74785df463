"""What the carrier of a clip is told about its verdict, and what support is told."""

from collections.abc import Mapping
from typing import Any

from store.words import Locale
from tracking.sentences import advice, codes, sentence


def verdict_words(code: str, params: Mapping[str, Any], language: Locale) -> dict[str, str]:
    """The sentence and what to do; of a clip in doubt what the doubt is, where there is a sentence for it."""
    doubt = f"in_doubt_{params.get('because')}"
    said = doubt if code == "needs_review" and doubt in codes(language) else code
    return {"text": sentence(said, params, language), "advice": advice(said, params, language)}


def doubt_words(code: str, params: Mapping[str, Any], language: Locale) -> str:
    """The sentence for whoever has to decide: of a clip in doubt always what the doubt is."""
    because = params.get("because")
    if code != "needs_review" or because is None:
        return sentence(code, params, language)
    said = (f"review_{because}", f"in_doubt_{because}", str(because))
    return sentence(next((each for each in said if each in codes(language)), code), params, language)
