"""Tables as text and as Markdown."""

import pytest

from speciate import tables

HEADER = ["player", "survival", "kills"]
LINES = [["champion", "12.5 s", "3"], ["[red] idle", "7 s", "-10"]]


def test_names_are_aligned_to_the_left_and_figures_to_the_right() -> None:
    assert tables.text(HEADER, LINES).split("\n") == [
        "player      survival  kills",
        "---------------------------",
        "champion      12.5 s      3",
        "[red] idle       7 s    -10",
    ]


def test_an_empty_cell_does_not_make_a_column_one_of_names() -> None:
    assert tables.text(["a", "number"], [["x", ""], ["y", "7"]]).endswith("y       7")


def test_a_column_of_remarks_that_begin_with_numbers_is_aligned_to_the_left() -> None:
    written = tables.text(["a", "remark"], [["x", "12 genomes"], ["y", "7 genomes"]])
    assert written.endswith("y  7 genomes")
    written = tables.text(["a", "solved"], [["x", "12 of 20"], ["y", "7 of 20"]])
    assert written.endswith("y   7 of 20")


def test_a_table_wider_than_the_terminal_becomes_several_with_the_same_first_column() -> None:
    written = tables.text(HEADER, LINES, 20)
    assert max(map(len, written.split("\n"))) <= 20
    first, second = written.split("\n\n")
    assert first.split("\n")[2:] == ["champion      12.5 s", "[red] idle       7 s"]
    assert second.split("\n")[2:] == ["champion        3", "[red] idle    -10"]


def test_a_cell_wider_than_the_terminal_goes_on_below_and_loses_nothing() -> None:
    written = tables.text(["a", "b"], [["x", "one two three four"]], 12)
    assert max(map(len, written.split("\n"))) <= 12
    assert written.split() == ["a", "b", "------------", "x", "one", "two", "three", "four"]


def test_a_table_for_a_file_is_as_wide_as_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert tables.terminal_width() is None
    assert tables.text(HEADER, [["x" * 300, "1", "2"]]).endswith("x         1      2")


def test_a_bar_in_a_cell_does_not_divide_a_markdown_table() -> None:
    assert tables.markdown(["case", "ratio"], [["a | b", "2"]]) == [
        "| case | ratio |",
        "|---|---|",
        "| a \\| b | 2 |",
    ]
