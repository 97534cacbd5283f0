"""Help and errors of the command line, in both languages."""

import subprocess
import sys

import pytest

from hanhtrinh.cli import main
from hanhtrinh.cli.parser import build_parser, language

COMMANDS = (
    "demo", "template", "check", "inspect", "import", "draft", "draw", "show", "people", "funnel", "compare",
    "channels", "convert", "export", "paths", "variants", "conform", "diff", "walk", "schema",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_command_explains_itself(command, lang, capsys):
    """Each command has a help text in each language."""
    with pytest.raises(SystemExit) as stopped:
        main([command, "--lang", lang, "--help"])
    text = capsys.readouterr().out
    assert stopped.value.code == 0
    assert ("Cách dùng:" if lang == "vi" else "Usage:") in text
    assert "usage:" not in text


def test_vietnamese_and_english_help_differ():
    """The languages are not the same words."""
    assert build_parser("vi").format_help() != build_parser("en").format_help()


def test_a_missing_argument_is_explained_in_vietnamese(capsys):
    """A usage error speaks the user's language, leaves with code 2 and names what is missing."""
    with pytest.raises(SystemExit) as stopped:
        main(["--lang", "vi", "draw"])
    assert stopped.value.code == 2
    assert "Lỗi: còn thiếu tham số: JOURNEY" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "system", "expected"),
    [
        (["--lang", "vi"], "en_US.UTF-8", "vi"),
        (["--lang=en"], "vi_VN.UTF-8", "en"),
        ([], "vi_VN.UTF-8", "vi"),
        ([], "C.UTF-8", "en"),
    ],
)
def test_language_is_the_users(argv, system, expected, monkeypatch):
    """An option beats the system's language; what is not Vietnamese is English."""
    for name in ("HANHTRINH_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", system)
    assert language(argv) == expected


def test_help_loads_nothing_heavy():
    """Help answers at once because it imports neither numbers nor tables."""
    code = (
        "import sys; from hanhtrinh.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'polars', 'numba', 'scipy', 'deltalake'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_command_prints_the_help(capsys):
    """Typing the program's name alone shows what it can do."""
    assert main(["--lang", "en"]) == 0
    assert "Commands" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_missing_file_is_named(lang, tmp_path, capsys):
    """A journey that is not there is named; the exit code is not 0 and there is no traceback."""
    missing = tmp_path / "journey.yaml"
    assert main(["--lang", lang, "draw", str(missing)]) == 2
    said = capsys.readouterr().err
    assert str(missing) in said
    assert "Traceback" not in said
