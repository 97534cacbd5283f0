"""SVG paths of the scene as drawing commands: absolute moves, lines, cubics and closes."""

import re
from collections.abc import Iterator

Command = tuple[str, tuple[float, ...]]
_TOKEN = re.compile(r"[MLCHVZh]|-?\d*\.?\d+(?:e-?\d+)?")
_SIZES = {"M": 2, "L": 2, "C": 6, "H": 1, "V": 1, "h": 1, "Z": 0}


def commands(path: str) -> list[Command]:
    """Return a path of M, L, C, H, V, Z and relative h as absolute M, L, C and Z commands.

    A command letter may be left out where it repeats. Raises ValueError for any other letter.
    """
    result: list[Command] = []
    x = y = 0.0
    for letter, numbers in _steps(path):
        match letter:
            case "H":
                x = numbers[0]
            case "h":
                x += numbers[0]
            case "V":
                y = numbers[0]
            case "M" | "L" | "C":
                x, y = numbers[-2:]
        flat = letter in "HhV"
        result.append(("L", (x, y)) if flat else (letter, numbers))
    return result


def _steps(path: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    if re.search(r"[A-Za-z]", re.sub(r"[MLCHVZh]|\de-?\d", "", path)):
        raise ValueError(path)
    tokens, at, letter = _TOKEN.findall(path), 0, ""
    while at < len(tokens):
        if tokens[at] in _SIZES:
            letter, at = tokens[at], at + 1
        size = _SIZES[letter]
        if not size and at < len(tokens) and tokens[at] not in _SIZES:
            raise ValueError(path)
        yield letter, tuple(float(t) for t in tokens[at : at + size])
        at += size
        if letter == "M":
            letter = "L"
