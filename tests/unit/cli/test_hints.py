"""The command line: what it says besides, so that the next step is the right one."""

from pathlib import Path

import pytest

from speciate.cli.main import main

TINY = ("--backend", "reference", "--population-size", "10", "--generations", "1", "--quiet")


pytestmark = pytest.mark.usefixtures("empty_folder")


def test_a_run_that_was_over_already_says_how_to_take_it_further(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    assert "finished 1 generation and 10 evaluations; saved in run" in capsys.readouterr().out
    assert main(["resume", "run", "--quiet"]) == 0
    assert capsys.readouterr().out.endswith(
        "nothing was left to do; to take it further: `speciate resume run --generations 2`\n"
    )
    assert main(["resume", "run", "--generations", "2", "--quiet"]) == 0
    assert "nothing was left" not in capsys.readouterr().out


def test_a_solved_run_says_that_it_stops_no_more(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "xor", "--backend", "reference", "--generations", "60", "--quiet"])
    out = capsys.readouterr().out
    assert 0 < int(out.split()[2]) < 60
    main(["resume", "runs/xor-0001", "--quiet"])
    hint = "`speciate resume runs/xor-0001 --generations 60 --no-stop-when-solved`"
    assert hint in capsys.readouterr().out
    assert main([*hint.strip("`").split()[1:], "--quiet"]) == 0
    assert "finished 60 generations" in capsys.readouterr().out


def test_what_a_crash_left_of_metrics_does_not_keep_a_run_from_going_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    with Path("run/metrics.jsonl").open("ab") as file:
        file.write(b"gar\0bage\n")
    assert main(["resume", "run", "--generations", "2", "--quiet"]) == 0
    assert "finished 2 generations" in capsys.readouterr().out


def test_a_folder_may_have_the_name_of_an_environment(capsys: pytest.CaptureFixture[str]) -> None:
    Path("xor").mkdir()
    assert main(["train", "xor", *TINY]) == 0
    assert "saved in runs/xor-0001" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("xor", "--environment", "cart_pole"),
            'environment = "cart_pole": "xor" is named as well; name one',
        ),
        (
            ("runs",),
            "runs: is a folder; name an environment or a TOML file, or go on with `speciate resume runs`",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(
    arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("runs").mkdir()
    assert main(["train", *arguments]) == 2
    assert capsys.readouterr().err.startswith(f"error: {message}")


def test_a_file_may_be_played_in_another_environment(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.toml").write_text('environment = "xor"\n')
    assert main(["train", "mine.toml", "--environment", "cart_pole", *TINY]) == 0
    assert "saved in runs/cart_pole-0001" in capsys.readouterr().out


def test_polishing_says_whether_it_has_found_anything_better(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    small = ("polish", "run", "--evaluations", "60", "--initial-sigma")
    main([*small, "1e-300"])
    where = Path("run/polished.safetensors")
    assert (
        f"evaluations; nothing better was found; the champion itself is in {where}" in capsys.readouterr().out
    )
    main([*small, "0.3"])
    assert f"evaluations; saved in {where}" in capsys.readouterr().out
