"""Cutting an upload into parts, and checking that what arrived adds up. S3 takes 10,000 parts of 5 MiB or more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from store.errors import Refused
from store.objects import Part

MIB = 1024 * 1024
USUAL_PART = 8 * MIB
MOST_PARTS = 10_000


@dataclass(frozen=True)
class Plan:
    """How `size` bytes are cut: every part has `part_size` bytes but the last."""

    size: int
    part_size: int

    @property
    def count(self) -> int:
        """How many parts there are."""
        return -(-self.size // self.part_size)

    def length(self, number: int) -> int:
        """Bytes of part `number`, counted from 1."""
        return min(self.part_size, self.size - (number - 1) * self.part_size)


def part_size_for(size: int) -> int:
    """Bytes of each part: 8 MiB, more where that would make too many parts; whole MiB."""
    least = -(-size // MOST_PARTS)
    return max(USUAL_PART, -(-least // MIB) * MIB)


def check_parts(plan: Plan, listed: Iterable[tuple[int, str]], arrived: Iterable[Part]) -> list[Part]:
    """The parts to join, in order, when (number, etag) as `listed` by the caller is what `arrived`.

    Raises Refused with a code and the numbers: `part_repeated`, `part_unknown`, `parts_missing`, `part_size_wrong`,
    `part_etag_wrong`.
    """
    wanted = range(1, plan.count + 1)
    numbers = [number for number, _ in listed]
    etags = {number: etag.strip('"') for number, etag in listed}
    stored = {part.number: part for part in arrived}
    _none([n for n in etags if numbers.count(n) > 1], "part_repeated", "is listed more than once")
    _none([n for n in numbers if n not in wanted], "part_unknown", f"is not one of the {plan.count} parts")
    _none([n for n in wanted if n not in etags], "parts_missing", "is not in the list")
    return _checked(plan, stored, etags)


def arrived_whole(plan: Plan, arrived: Iterable[Part]) -> list[Part] | None:
    """The parts to join when all of them arrived at their sizes, whoever is asking; else None."""
    stored = {part.number: part for part in arrived}
    try:
        return _checked(plan, stored, {})
    except Refused:
        return None


def _checked(plan: Plan, stored: Mapping[int, Part], etags: Mapping[int, str]) -> list[Part]:
    wanted = range(1, plan.count + 1)
    _none([n for n in wanted if n not in stored], "parts_missing", "has not arrived")
    _none([n for n in wanted if stored[n].size != plan.length(n)], "part_size_wrong", "has another size than agreed")
    _none([n for n in etags if etags[n] != stored[n].etag], "part_etag_wrong", "arrived with another ETag")
    return [stored[n] for n in wanted]


def _none(numbers: list[int], code: str, what: str) -> None:
    if numbers:
        wrong = sorted(set(numbers))[:100]
        sentences = [f"Part {number} {what}." for number in wrong]
        raise Refused(
            "The parts do not add up to what was announced.", code=code, errors={"parts": sentences}, numbers=wrong
        )
