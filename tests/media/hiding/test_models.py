from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from media.hiding import models
from media.hiding.boxes import Box, Found, Kind
from media.hiding.models import FACES, PLATES, ModelMissing, model_bytes
from media.job import Disposition, Job, process
from media.outcome import Verdict
from tests.media.conftest import Passed

Footage = Callable[..., Path]
Pass = Callable[..., Passed]


def held_because(made: Passed) -> str:
    """Why the clip is held, after checking that everything was made for whoever looks at it."""
    outcome = made.outcome
    assert outcome.disposition is Disposition.HOLD
    assert outcome.verdict == Verdict("needs_review", outcome.verdict.params, held=True)
    assert outcome.renditions
    assert outcome.poster is not None
    assert len(made.frames()) == outcome.frames
    assert outcome.problem
    return outcome.verdict.params["because"]


def test_without_its_models_a_clip_is_held(footage: Footage, passed: Pass, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "INSTALLED", Path("/nowhere"))
    assert held_because(passed(footage(seconds=1.2))) == "models_missing"


def test_with_models_that_are_none_a_clip_is_held(footage: Footage, passed: Pass, tmp_path: Path) -> None:
    (nonsense := tmp_path / "model.onnx").write_text("no model")
    for model in ("face_model", "plate_model"):
        made = passed(footage(seconds=1.2), **{model: str(nonsense)})
        assert held_because(made) == "models_failed"


def test_a_model_that_fails_in_the_middle_holds_the_clip(
    footage: Footage, passed: Pass, monkeypatch: pytest.MonkeyPatch
) -> None:
    from media.hiding.faces import Faces

    find = Faces.find

    def failing(self: Faces, shot):  # type: ignore[no-untyped-def]
        if shot.at > 0.6:
            raise ValueError("a tensor of the wrong shape")
        return find(self, shot)

    monkeypatch.setattr(Faces, "find", failing)
    made = passed(footage(seconds=1.5))
    assert held_because(made) == "models_failed"
    assert made.outcome.problem == "ValueError: a tensor of the wrong shape"
    assert made.outcome.frames == 45


@pytest.mark.parametrize("nonsense", [float("nan"), float("inf")])
def test_a_model_that_sees_something_nowhere_holds_the_clip(
    footage: Footage, passed: Pass, monkeypatch: pytest.MonkeyPatch, nonsense: float
) -> None:
    from media.hiding.faces import Faces

    nowhere = [Found(Kind.FACE, Box(0.1, nonsense, 0.2, 0.2), 0.9)]
    monkeypatch.setattr(Faces, "find", lambda _self, _shot: nowhere)
    made = passed(footage(seconds=1.2))
    assert held_because(made) == "models_failed"
    assert made.outcome.problem == "ValueError: a face that is nowhere"


def test_a_file_other_than_the_pinned_one_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "INSTALLED", tmp_path)
    (tmp_path / PLATES.name).write_bytes(b"another network")
    with pytest.raises(ModelMissing, match="not the file that was pinned"):
        model_bytes(PLATES)
    assert model_bytes(PLATES, str(tmp_path / PLATES.name)) == b"another network"  # named by a setting: wanted


def test_models_named_by_settings_are_read_inside_the_fence(
    footage: Footage, job_with: Callable[..., Job], tmp_path: Path
) -> None:
    own = tmp_path / "own models"
    own.mkdir()
    for pinned in (FACES, PLATES):
        (own / pinned.name).write_bytes(pinned.path.read_bytes())
    job = job_with(footage(), face_model=str(own / FACES.name), plate_model=str(own / PLATES.name))
    assert process(job).verdict is None
    gone = job_with(footage(), face_model=str(own / "gone"))
    assert process(gone).verdict == Verdict("needs_review", {"because": "models_missing"}, held=True)
