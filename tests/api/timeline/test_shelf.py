"""What is kept of answers."""

import gzip

from api.timeline.shelf import Answer, Shelf


def answer(tag: str = "1.en", size: int = 0) -> Answer:
    return Answer(tag, b"x" * size)


def test_a_newer_answer_takes_the_place_of_the_older() -> None:
    shelf = Shelf(100_000)
    shelf.keep("a", answer("1.en"))
    shelf.keep("a", answer("2.en"))
    assert shelf.find("a").tag == "2.en"
    assert len(shelf) == 1


def test_the_least_lately_asked_for_makes_room() -> None:
    shelf = Shelf(3 * answer().weight)
    for name in "abc":
        shelf.keep(name, answer())
    shelf.find("a")
    shelf.keep("d", answer())
    assert [name for name in "abcd" if shelf.find(name)] == ["a", "c", "d"]


def test_it_never_holds_more_than_it_was_given() -> None:
    shelf = Shelf(10_000)
    for number in range(1000):
        shelf.keep(number, answer(size=number))
        assert sum(one.weight for one in shelf._answers.values()) <= 10_000


def test_an_answer_larger_than_the_shelf_is_not_kept() -> None:
    shelf = Shelf(2000)
    shelf.keep("a", answer(size=5000))
    assert shelf.find("a") is None


def test_the_zipped_body_says_the_same_and_is_made_once() -> None:
    one = answer(size=3000)
    assert gzip.decompress(one.gzipped) == one.body
    assert one.gzipped is one.gzipped
