"""Which damage is new: pure rules, in whatever order reports come."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from store.words import InspectionKind
from tracking.rules.custody import AT_THE_BUYER, Found, Mark, Report, compare

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SCRATCH, GREATER = Mark("10", "12", 1), Mark("10", "12", 3)
PICKUP, HANDOVER = InspectionKind.PICKUP, InspectionKind.HANDOVER


def report(position: int, kind: InspectionKind | None, *marks: Mark, minutes: int = 0) -> Report:
    name = f"{position}/{kind}/{minutes}/{marks}"
    return Report(name, position, kind, NOON + timedelta(minutes=minutes), marks)


def found(*reports: Report) -> list[list[Found | None]]:
    differences = compare(reports)
    return [list(differences[each.name].found) for each in reports]


def test_what_the_carrier_before_handed_over_without_is_new() -> None:
    assert found(report(0, HANDOVER), report(1, PICKUP, SCRATCH)) == [[], [Found(None)]]


def test_what_any_report_before_had_is_known_though_the_last_one_left_it_out() -> None:
    first, silent, later = report(0, PICKUP, SCRATCH), report(0, HANDOVER), report(1, PICKUP, SCRATCH)
    assert found(first, silent, later) == [[Found(None)], [], [None]]
    assert compare([first, silent, later])[silent.name].unlisted == [SCRATCH]


def test_a_damage_that_grew_is_new_and_says_how_large_it_was() -> None:
    assert found(report(0, HANDOVER, SCRATCH), report(1, PICKUP, GREATER))[1] == [Found(1)]
    assert found(report(0, HANDOVER, GREATER), report(1, PICKUP, SCRATCH))[1] == [None]


def test_a_second_damage_of_the_same_type_in_the_same_area_is_a_second_damage() -> None:
    assert found(report(0, HANDOVER, GREATER), report(1, PICKUP, SCRATCH, GREATER))[1] == [Found(None), None]


def test_another_area_or_type_is_another_damage() -> None:
    others = Mark("11", "12", 1), Mark("10", "14", 1)
    assert found(report(0, HANDOVER, SCRATCH), report(1, PICKUP, *others))[1] == [Found(None), Found(None)]


def test_a_phone_that_is_ahead_does_not_put_a_carrier_before_the_one_it_took_the_car_from() -> None:
    ahead = report(0, HANDOVER, SCRATCH, minutes=10)
    assert found(ahead, report(1, PICKUP, SCRATCH)) == [[Found(None)], [None]]


def test_the_buyer_s_receipt_comes_after_every_carrier() -> None:
    receipt = report(AT_THE_BUYER, None, SCRATCH, GREATER, minutes=-60)
    assert found(report(7, InspectionKind.DELIVERY, GREATER), receipt)[1] == [Found(None), None]


MARKS = st.builds(Mark, st.sampled_from(["10", "27"]), st.sampled_from(["12", "14"]), st.integers(1, 6))
REPORTS = st.lists(
    st.builds(
        lambda position, kind, minutes, marks: report(position, kind, *marks, minutes=minutes),
        st.integers(0, 3),
        st.sampled_from(list(InspectionKind)),
        st.integers(0, 600),
        st.lists(MARKS, max_size=4),
    ),
    max_size=6,
    unique_by=lambda each: each.name,
)


@given(reports=REPORTS, data=st.data())
def test_reports_mean_the_same_in_whatever_order_they_come(reports: list[Report], data: st.DataObject) -> None:
    assert compare(data.draw(st.permutations(reports))) == compare(reports)


@given(reports=REPORTS)
def test_every_damage_is_new_exactly_once_at_its_greatest(reports: list[Report]) -> None:
    differences = compare(reports)
    said = {(m.area, m.type): 0 for each in reports for m in each.marks}
    for each in reports:
        for mark, new in zip(each.marks, differences[each.name].found, strict=True):
            if new is not None:
                said[mark.area, mark.type] = max(said[mark.area, mark.type], mark.severity)
                assert new.former is None or new.former < mark.severity
    assert said == {
        place: max(m.severity for each in reports for m in each.marks if (m.area, m.type) == place) for place in said
    }
