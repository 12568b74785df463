"""What a driver picks on the carrier page: refused at once only when it is certainly no footage, and its size."""

import base64
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from media.sniff import container_of
from tests.footage import make_footage

ASK = """async ({ head, name, type }) => {
  const { isFootage, kindOf } = await import("/web/carrier/footage_kinds.js");
  const bytes = Uint8Array.from(atob(head), (letter) => letter.charCodeAt(0));
  const file = new File([bytes], name, { type });
  return [await isFootage(file), kindOf(file)];
}"""
SIZE = 'async (sizes) => (await import("/web/client/size.js")).sizeOf(...sizes)'
TS = (b"G" + bytes(187)) * 4
M2TS = (bytes(4) + b"G" + bytes(187)) * 4


def ftyp(brand: bytes) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + bytes(12)


def asked(page: Page, head: bytes, name: str, kind: str) -> tuple[bool, str]:
    told = {"head": base64.b64encode(head).decode(), "name": name, "type": kind}
    worth, announced = page.evaluate(ASK, told)
    return worth, announced


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (ftyp(b"isom"), "a.mp4", "video/mp4"),
        (ftyp(b"3gp4"), "a.3gp", ""),
        (ftyp(b"3gp4"), "a.3gp", "audio/3gpp"),
        (ftyp(b"qt  "), "a.mov", "application/octet-stream"),
        (b"\x00\x00\x00\x08wide\x00\x00\x10\x00mdat", "a.mov", "application/zip"),
        (b"\x1aE\xdf\xa3\x01", "a.mkv", ""),
        (b"\x1aE\xdf\xa3\x01", "a.webm", "audio/webm"),
        (b"RIFF\x00\n\x0d\x00AVI LIST", "a.avi", "video/x-msvideo"),
        (TS, "a.ts", "text/vnd.trolltech.linguist"),
        (M2TS, "a.mts", "model/vnd.mts"),
        (ftyp(b"heic"), "IMG_1.HEIC", ""),
        (ftyp(b"mif1"), "IMG_1.heif", "image/heif"),
        (b"\xff\xd8\xff\xe1", "a.jpg", "image/jpeg"),
        (b"\x00\x00\x01\xba", "a.mpg", "video/mpeg"),  # the service says why it does not read it
        (bytes(40), "torn.mp4", "video/mp4"),
        (b"nobody knows", "film", ""),
        (b"", "film", ""),
    ],
)
def test_footage_and_what_may_be_footage_is_taken_whatever_it_calls_itself(
    blank: Page, head: bytes, name: str, kind: str
) -> None:
    assert asked(blank, head, name, kind)[0]


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"%PDF-1.7", "a.pdf", "application/pdf"),
        (b"%PDF-1.7", "a.mp4", "video/mp4"),
        (b"PK\x03\x04", "a.docx", ""),
        (b"\x89PNG\r\n", "a.png", "image/png"),
        (b"\x89PNG\r\n", "a.jpg", "image/jpeg"),
        (b"RIFF\x00\n\x0d\x00WAVEfmt ", "a.wav", "audio/wav"),
        (b"RIFF\x00\n\x0d\x00WEBPVP8 ", "a.webp", ""),
        (ftyp(b"M4A "), "a.m4a", ""),
        (b"ID3\x04", "a.mp3", "audio/mpeg"),
        (b"\xff\xfb\x90", "a.mp3", "audio/mpeg"),
        (b"the keys are in the glove box", "note.txt", "text/plain"),
        (b"{}", "a.json", "application/json"),
        (b"G" * 200, "a.txt", "text/plain"),
    ],
)
def test_what_is_certainly_no_footage_is_refused_at_once(blank: Page, head: bytes, name: str, kind: str) -> None:
    assert not asked(blank, head, name, kind)[0]


@pytest.mark.parametrize("ending", ["mp4", "mov", "3gp", "mkv", "webm", "ts", "avi"])
def test_whatever_container_the_service_reads_is_taken_although_its_type_says_text(
    blank: Page, tmp_path: Path, ending: str
) -> None:
    made = make_footage(tmp_path / f"made.{ending}", seconds=1, **({"codec": "libvpx"} if ending == "webm" else {}))
    assert container_of(made)
    assert asked(blank, made.read_bytes(), made.name, "text/plain")[0]


def test_a_real_photo_is_taken_without_a_type(blank: Page) -> None:
    photo = BytesIO()
    Image.new("RGB", (64, 48)).save(photo, "JPEG")
    assert asked(blank, photo.getvalue(), "IMG_1", "")[0]


@pytest.mark.parametrize(
    ("name", "kind", "announced"),
    [
        ("a.mov", "video/quicktime", "video/quicktime"),
        ("a.HEIC", "", "image/heic"),
        ("a.jpeg", "", "image/jpeg"),
        ("a.ts", "text/vnd.trolltech.linguist", "video/mp4"),
        ("a.mkv", "", "video/mp4"),
    ],
)
def test_a_file_is_announced_as_footage_whatever_its_type(blank: Page, name: str, kind: str, announced: str) -> None:
    assert asked(blank, b"", name, kind)[1] == announced


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ([1], "1 kB"),
        ([6_400], "7 kB"),
        ([999_999], "1,000 kB"),
        ([1_000_000], "1.0 MB"),
        ([12_345_678], "12 MB"),
        ([0, 6_400], "0 kB"),
        ([40_000, 12_345_678], "0 MB"),
    ],
)
def test_small_files_are_told_in_kilobytes_and_a_part_in_the_unit_of_its_whole(
    blank: Page, sizes: list[int], told: str
) -> None:
    assert blank.evaluate(SIZE, sizes).replace("\u202f", " ").replace("\u00a0", " ") == told
