"""Collecting what is wrong with a request, so that its sender learns all of it at once."""

from store.errors import Refused


class Faults:
    """Faults by field path; `raise_if_any` refuses with all of them."""

    def __init__(self) -> None:
        self.errors: dict[str, list[str]] = {}
        self.codes: set[str] = set()

    def add(self, path: str, sentence: str, code: str = "invalid") -> None:
        """`path` is dotted: `stages.2.from_place`."""
        self.errors.setdefault(path, []).append(sentence)
        self.codes.add(code)

    def raise_if_any(self) -> None:
        """Raises Refused; its code is the faults' own when they share one, else `invalid`."""
        if not self.errors:
            return
        code = self.codes.pop() if len(self.codes) == 1 else "invalid"
        detail = next(iter(self.errors.values()))[0] if len(self.errors) == 1 else "Some fields are wrong."
        raise Refused(detail, code=code, errors=self.errors)
