"""Measures the understanding of text on sets nobody here made: `make bench-voice`, or `python bench/voice.py --help`.

Words and rules were written by hand; the sets' train parts were looked at for what they miss, their dev parts only
measured. Where `../shared/data` is absent there is nothing to measure, and that is said.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import voice_aspects
import voice_feeling
import voice_themes
from voice_data import FOLDER
from voice_report import HEAD, RULE, Figure, row

# Every area adds its figures here: functions that yield lines of the table, and functions that yield sentences.
FIGURES: list[Callable[[], Iterator[Figure]]] = [
    voice_feeling.shipped,
    voice_feeling.english,
    voice_feeling.large,
    voice_feeling.learning,
    voice_themes.themes,
    voice_themes.theme_learning,
    voice_aspects.aspects,
]
REMARKS: list[Callable[[], Iterator[str]]] = [
    voice_feeling.seconds,
    voice_themes.theme_seconds,
]


def main() -> int:
    """Print every figure; return 1 where a target was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", help="names of figures, e.g. shipped english seconds")
    only = parser.parse_args().only
    if not FOLDER.is_dir():
        print(f"The labelled texts are not on this machine ({FOLDER.name}/ in ../shared/data): nothing was measured.")
        return 0
    print(HEAD, RULE, sep="\n", flush=True)
    missed = 0
    for measure in FIGURES:
        for figure in measure() if not only or measure.__name__ in only else ():
            missed += figure.met is False
            print(row(figure), flush=True)
    for remark in REMARKS:
        for text in remark() if not only or remark.__name__ in only else ():
            print("\n" + text, flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
