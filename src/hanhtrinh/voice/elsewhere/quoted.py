"""A letter's own words: what is quoted from earlier letters, and the signature, are cut off.

Only what stands at the end is cut, and never everything: a letter that is nothing but a quotation stays whole.
"""

import re

_ASCII = re.compile(r"^-{2,}\s*(original message|forwarded message|thư gốc|tin nhắn gốc|thư đã chuyển tiếp)", re.I)
_WROTE = re.compile(
    r"^(on\b.{4,200}\bwrote:|vào\b.{4,200}\b(đã viết|viết):|ngày\b.{4,200}\b(đã viết|viết):|el\b.{4,200}\bescribió:"
    r"|am\b.{4,200}\bschrieb\b.{0,200}:|le\b.{4,200}\ba écrit\s?:)$",
    re.I,
)
_WROTE_START = re.compile(r"^(on|vào|ngày|am|le|el)\b.*(\d{1,2}[:/.]|\d{4}|<)", re.I)
_HEAD = re.compile(r"^\*?(from|từ|người gửi|von|de)\s?:\*?\s?.+", re.I)
_HEAD_NEXT = re.compile(r"^\*?(sent|date|to|subject|đã gửi|ngày|ngày gửi|đến|tới|chủ đề|tiêu đề|gesendet|an)\s?:", re.I)
_LINE = re.compile(r"^[_=\-]{10,}$")
_SENT_FROM = re.compile(
    r"^(sent from my |sent from (outlook|yahoo|mail) |get outlook for |gửi từ |được gửi từ |đã gửi từ )\S.{0,80}$", re.I
)
_DELIMITER = re.compile(r"^--\s?$")
_MOST_SIGNATURE = 15


def own_words(text: str) -> str:
    """Return what the writer of a letter wrote themselves."""
    lines = text.split("\n")
    kept = _without_signature(_before_quotation(lines))
    while kept and (not kept[-1].strip() or kept[-1].lstrip().startswith(">")):
        kept.pop()
    mine = "\n".join(line for line in kept if not line.lstrip().startswith(">")).strip()
    return mine or text.strip()


def _before_quotation(lines: list[str]) -> list[str]:
    for place, line in enumerate(lines):
        if place and _begins_quotation(lines, place, line.strip()):
            return lines[:place]
    return lines


def _begins_quotation(lines: list[str], place: int, line: str) -> bool:
    if _ASCII.match(line) or _WROTE.match(line):
        return True
    following = [other.strip() for other in lines[place + 1 : place + 4]]
    if _WROTE_START.match(line) and following and _WROTE.match(f"{line} {following[0]}"):
        return True
    if _HEAD.match(line) and any(_HEAD_NEXT.match(other) for other in following[:3]):
        return True
    return _LINE.match(line) is not None and any(_HEAD.match(other) for other in following[:2])


def _without_signature(lines: list[str]) -> list[str]:
    end = len(lines)
    for place in range(len(lines) - 1, 0, -1):
        if _SENT_FROM.match(lines[place].strip()):
            end = place
        elif _DELIMITER.match(lines[place]) and end - place <= _MOST_SIGNATURE:
            return lines[:place]
    return lines[:end]
