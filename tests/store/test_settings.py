"""Settings: every wrong one is told in one sentence, all at once, and none repeats a secret."""

import stat
from pathlib import Path

import pytest

from store.settings import BadSettings, Settings, read_settings


def read(folder: Path, **environment: str) -> Settings:
    return read_settings({f"ROADREEL_{name}": value for name, value in environment.items()}, folder)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "eighty", "ROADREEL_PORT must be a whole number from 1 to 65535, not 'eighty'."),
        ("PORT", "70000", "ROADREEL_PORT must be a whole number from 1 to 65535, not '70000'."),
        ("PORT", "²", "ROADREEL_PORT must be a whole number"),
        ("DEMO", "yes", "ROADREEL_DEMO must be 0 or 1, not 'yes'."),
        ("PUBLIC_URL", "roadreel.example", "ROADREEL_PUBLIC_URL must be an http or https address"),
        ("S3_ENDPOINT", "ftp://x", "ROADREEL_S3_ENDPOINT must be an http or https address"),
        ("S3_BUCKET", "ab", "ROADREEL_S3_BUCKET must have 3 to 63 characters."),
        ("LOG_LEVEL", "loud", "ROADREEL_LOG_LEVEL must be one of debug, info, warning, error, not 'loud'."),
        ("COPY_BITRATE", "-1", "ROADREEL_COPY_BITRATE must be a whole number from 0 to 100000000, not '-1'."),
        ("MIN_CLIP_S", "one", "ROADREEL_MIN_CLIP_S must be a number from 0.1 to 60, not 'one'."),
        ("MAX_CLIP_S", "nan", "ROADREEL_MAX_CLIP_S must be a number from 1 to 7200, not 'nan'."),
        ("SECRET_KEYS", "short", "ROADREEL_SECRET_KEYS holds a key of fewer than 16 characters."),
        ("CDN_URL", "https://cdn.example", "ROADREEL_CDN_URL is not supported by this version yet; leave it empty."),
        ("CDN_KEY", "hunter2", "ROADREEL_CDN_KEY is not supported by this version yet; leave it empty."),
        ("DATABASE_URL_FILE", "/nowhere/url", "ROADREEL_DATABASE_URL_FILE names /nowhere/url, which cannot be read."),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_must_be(tmp_path: Path, name: str, value: str, told: str) -> None:
    with pytest.raises(BadSettings) as caught:
        read(tmp_path, **{name: value})
    assert told in caught.value.sentences[0]


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadSettings) as caught:
        read(tmp_path, PORT="x", DEMO="x", WORKERS="x")
    assert len(caught.value.sentences) == 3


def test_a_wrong_database_url_is_not_repeated_because_it_may_hold_a_password(tmp_path: Path) -> None:
    with pytest.raises(BadSettings) as caught:
        read(tmp_path, DATABASE_URL="mysql://me:hunter2@db/x")
    assert "postgresql://" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_setting_of_a_later_version_may_be_there_and_empty(tmp_path: Path) -> None:
    settings = read(tmp_path, CDN_URL="", CDN_KEY=" ")
    assert (settings.cdn_url, settings.cdn_key) == ("", "")


def test_storage_elsewhere_needs_its_keys(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="ROADREEL_S3_ACCESS_KEY"):
        read(tmp_path, S3_ENDPOINT="https://s3.example")


def test_the_shortest_clip_must_be_shorter_than_the_longest(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="below"):
        read(tmp_path, MIN_CLIP_S="5", MAX_CLIP_S="5")


def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(BadSettings, match="cannot be written"):
        read(tmp_path, DATA=str(tmp_path / "file" / "var"))


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://db/roadreel\n")
    assert read(tmp_path, DATABASE_URL_FILE=str(tmp_path / "url")).database_url == "postgresql://db/roadreel"


def test_the_own_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = read(tmp_path).secret_keys
    assert first == read(tmp_path).secret_keys
    assert stat.S_IMODE((tmp_path / "var" / "secret.key").stat().st_mode) == 0o600


def test_the_data_folder_is_beside_the_project_unless_told(tmp_path: Path) -> None:
    assert read(tmp_path).data == tmp_path / "var"
    assert read(tmp_path, DATA="/srv/roadreel", SECRET_KEYS="k" * 16).data == Path("/srv/roadreel")
