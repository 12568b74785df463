"""Signatures are numbers and path commands, or they are refused at once."""

import pytest

from tracking.rules.strokes import LONGEST, path_data

DRAWN = "M10 10 l1.5-2.25.5 1e1C1,2 3,4 5,6z"


def test_path_data_is_kept_as_it_is() -> None:
    assert path_data(f"  {DRAWN}\n") == DRAWN


def test_of_a_plain_drawing_only_the_paths_data_is_kept() -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100">'
        f'<path fill="none" stroke="#000" d="{DRAWN}"/><path d="M1 1"></path></svg>'
    )
    assert path_data(drawing) == f"{DRAWN} M1 1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "L1 1",
        "M0 0 url(javascript:alert(1))",
        "M0 0 #x",
        '<svg onload="alert(1)"><path d="M0 0"/></svg>',
        '<svg><script>alert(1)</script><path d="M0 0"/></svg>',
        '<svg><path d="M0 0" style="background:url(//x)"/></svg>',
        '<svg><path d="M0 0&#10;"/></svg>',
        '<svg><a href="//x"><path d="M0 0"/></a></svg>',
        '<!DOCTYPE svg [<!ENTITY x "y">]><svg><path d="M0 0"/></svg>',
        "<svg></svg>",
        "M" + "1 " * LONGEST,
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    assert path_data(text) is None


@pytest.mark.timeout(10)
@pytest.mark.parametrize("nonsense", ["1.", "1e1", "1,", "-", ' width="1"', '<path d="M0 0"/>', '<path d="M0 0" '])
def test_nonsense_of_any_length_is_refused_at_once(nonsense: str) -> None:
    text = (nonsense * LONGEST)[: LONGEST - 8]
    assert path_data(f"M{text}x") is None
    assert path_data(f"<svg>{text}x") is None
    assert path_data(f"<svg{text}x") is None
