"""The table in docs/events.md says what the code does."""

from itertools import product
from pathlib import Path

from store.words import EventType, HandoverMode, Milestone, PlaceKind, StageKind
from tracking.events.wording import CODES
from tracking.rules.facts import Standing
from tracking.rules.journey import FORETOLD, HOLDS, MOVES
from tracking.rules.milestones import milestone_of
from tracking.rules.riding import BEFORE_LOADING, RIDING
from tracking.rules.stage_times import CAR_STATES, MARKS
from tracking.sentences.en import SENTENCES

GUIDE = Path(__file__).parents[3] / "docs" / "events.md"
HEAD = "| type | of a | makes actual | the stage's | the car is | hold | of a trip, it is about | buyers read |"
YES_OR_NO = (False, True)
STANDINGS = [
    Standing(*about)
    for about in product(StageKind, PlaceKind, YES_OR_NO, YES_OR_NO, YES_OR_NO, HandoverMode, YES_OR_NO)
]


def table() -> str:
    """One line for each type of event at a leg and at a stay, as the rules have it."""
    lines = [HEAD, "|" + "---|" * (HEAD.count("|") - 1)]
    for type_, kind in product(EventType, StageKind):
        boundary, _exactness = MARKS[kind].get(type_, ("", 0))
        _surely, car = CAR_STATES[kind].get(type_, (0, ""))
        cells = [f"`{type_}`", NAMES[kind], milestones(type_, kind), boundary, car, hold(type_), whom(type_, kind)]
        lines.append("| " + " | ".join([*cells, said(type_)]) + " |")
    return "\n".join(lines)


NAMES = {StageKind.TRANSPORT: "leg", StageKind.STORAGE: "stay"}


def milestones(type_: EventType, kind: StageKind) -> str:
    made = {milestone_of(type_, standing) for standing in STANDINGS if standing.stage is kind}
    return ", ".join(milestone for milestone in Milestone if milestone in made)


def hold(type_: EventType) -> str:
    return "begins" if type_ in HOLDS else "ends" if type_ in MOVES else ""


def whom(type_: EventType, kind: StageKind) -> str:
    """Which cars of a trip; a stay is part of none."""
    if kind is StageKind.STORAGE:
        return ""
    if type_ in BEFORE_LOADING:
        return "all booked"
    if type_ is EventType.LOADING:
        return "all but refused"
    return "those aboard" if type_ in RIDING else "all but missing and refused"


def said(type_: EventType) -> str:
    if type_ is EventType.TRANSPORTING:
        return f"{SENTENCES['under_way']}; with a place: {SENTENCES['passed']}"
    return SENTENCES[CODES[type_]]


def test_the_table_of_the_guide_is_what_the_rules_do() -> None:
    assert table() in GUIDE.read_text(encoding="utf-8"), f"put this into docs/events.md:\n\n{table()}"


def test_the_guide_names_every_milestone_that_is_foretold_by_events() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert [milestone for milestone in FORETOLD if f"`{milestone}`" not in text] == []
