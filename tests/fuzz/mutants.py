"""Spoilt copies of sound files, the same for the same seed: bytes lost, changed, doubled, moved, put in, cut off."""

import random
from collections.abc import Iterator, Sequence

PIECES = [
    *(
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xc3\xa1",
        b"\xe2\x80\xa8",
        b"\xf0\x9f\x98\x80",
        b"\xed\xa0\x80",
        b"PK\x03\x04",
    ),
    *(bytes([sign]) for sign in b"\n\r\t\"',;|:#<>&{}[]\\-0"),
    *(b"%%", b"  ", b" " * 50, b"a" * 300, b"(" * 40, b"9" * 30, b"1e999", b"-1", b"NaN", b"true", b"null", b"\\u0000"),
    *(b"\\ud800", b"&a;", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<![CDATA[", b"]]>", b"<!--", b"<?xml", b"*a", b"!!x"),
    *(b"- ", b"? ", b"|\n", b">\n", b"```", b"journey\n", b"section ", b"@step: "),
    *(b"2026-02-30", b"9999-12-31T23:59:59.999999Z", b"0001-01-01T00:00:00+14:00", b"31/12/1899"),
]


def mutants(seeds: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Yield the sound files and then spoilt ones, together `count`."""
    choice = random.Random(seed)
    yield from seeds
    for _ in range(max(0, count - len(seeds))):
        data = bytearray(choice.choice(seeds))
        for _ in range(choice.choice((1, 1, 2, 3, 6))):
            _spoil(data, seeds, choice)
        yield bytes(data)


def _spoil(data: bytearray, seeds: Sequence[bytes], choice: random.Random) -> None:
    at = choice.randrange(len(data) + 1)
    end = min(len(data), at + choice.choice((1, 2, 5, 20, 100)))
    match choice.randrange(7):
        case 0:
            del data[at:end]
        case 1:
            data[at:at] = choice.choice(PIECES)
        case 2:
            data[at:at] = data[at:end] * choice.choice((1, 2, 50))
        case 3 if data:
            data[at % len(data)] = choice.randrange(256)
        case 4:
            del data[at:]
        case 5:
            other = choice.choice(seeds)
            begin = choice.randrange(len(other) + 1)
            data[at:end] = other[begin : begin + choice.choice((5, 50, 500))]
        case _:
            data[at:end] = choice.choice(PIECES)
