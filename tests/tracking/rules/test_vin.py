"""What a VIN can be."""

import pytest

from tracking.rules.vin import check_digit, doubt_of, normal_vin, problem_of


def test_the_standard_s_own_example_passes() -> None:
    assert check_digit("1M8GDM9AXKP042788") == "X"
    assert problem_of("1M8GDM9AXKP042788") is None


@pytest.mark.parametrize("first", list("123457L"))
def test_a_wrong_check_digit_is_refused_where_it_is_mandatory(first: str) -> None:
    vin = first + "M8GDM9A_KP042788"
    right = vin.replace("_", check_digit(vin.replace("_", "0")))
    wrong = vin.replace("_", "1" if right[8] != "1" else "2")
    assert problem_of(right) is None
    assert problem_of(wrong) == "vin_check_digit"


def test_a_real_european_car_whose_check_digit_fails_is_taken_with_a_warning() -> None:
    assert problem_of("WP0ZZZ99ZTS392124") is None
    assert doubt_of("WP0ZZZ99ZTS392124") == "vin_check_digit"


@pytest.mark.parametrize(
    "text",
    ["", "WP0ZZZ99ZTS39212", "WP0ZZZ99ZTS3921244", "WP0ZZZ99ZTS39212I", "WP0ZZZ99ZTS39212O", "ＷP0ZZZ99ZTS392124"],
)
def test_what_has_not_the_shape_of_a_vin_is_refused(text: str) -> None:
    assert problem_of(text) == "vin_shape"


def test_people_write_vins_with_spaces_hyphens_and_small_letters() -> None:
    assert normal_vin(" wp0zzz99z-ts392124 ") == "WP0ZZZ99ZTS392124"
