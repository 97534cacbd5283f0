"""The lines of a Mermaid `journey` diagram, and the comment lines in which Hanhtrinh keeps what Mermaid cannot hold.

    journey
        title Buying at our shop
        %% hanhtrinh/1 en
        %% @key: "shop"
        section Looking around
            %% @stage: "look"
            %% @phase: "before"
            Website: 3.5: Lan, Web
                %% @step: "visit"
                %% @touchpoint: "visit"

A score s of −2…+2 is drawn as s + 3, on Mermaid's scale of 1 to 5. In names `#`, `;`, `:` and `,` are written as
Mermaid's character codes (`#58;`). A value in a comment line is JSON.
"""

import html
import math
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

MARK = "hanhtrinh/1"
NEUTRAL = 3.0
LOWEST, HIGHEST = 1.0, 5.0

_LOOKED_AT = 100_000
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})(.*)")
_FRONT = re.compile(r"\A\s*---[ \t]*\n(.*?)\n---[ \t]*\n", re.DOTALL)
_FRONT_TITLE = re.compile(r"^\s*title\s*:\s*(.+?)\s*$", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*%%.*$", re.MULTILINE)
_BEGIN = re.compile(r"\A\s*journey\b", re.IGNORECASE)
_KEYWORD = re.compile(r"\s*(journey|title|section|accTitle|accDescr)\b", re.IGNORECASE)
_CODE = re.compile(r"#(\d{1,7}|[A-Za-z]\w{0,30});")
_CODE_LAST = re.compile(r"#(\d{1,7}|[A-Za-z]\w{0,30});\Z")
_REMARK = re.compile(r"#(?!\d{1,7};|[A-Za-z]\w{0,30};).*")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_STORED = re.compile(r"\s*%%\s*@([a-z_]+(?:\.[a-z0-9_-]+)?):\s?(.*)")
_LANG = re.compile(r"\s*%%\s*hanhtrinh/1\s+(vi|en)\s*")
_ACCESS = re.compile(r"\s*acc(Title|Descr)\s*([:{])(.*)", re.IGNORECASE)


class Line(NamedTuple):
    """One line of a diagram.

    `kind` `title`, `section` and `task` are drawn; `lang` and `stored` are Hanhtrinh's comments, `remark` is anybody's;
    `describe` is Mermaid's description for screen readers; `other` cannot be read. `name` is the text (or the stored
    field's name), `value` what stands behind it: the score and actors of a task, JSON of a stored field.
    """

    kind: Literal["title", "section", "task", "lang", "stored", "remark", "describe", "other"]
    name: str
    value: str
    number: int


def diagram(text: str) -> tuple[str, int]:
    """Return the diagram within a text (a Markdown file may hold it in a fence) and the line it begins on."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "mermaid" not in text:
        return text, 1
    for first, body in _fenced(text.split("\n")):
        if _bare(body):
            return body, first
    return text, 1


def _fenced(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield what stands in each fence marked as Mermaid, with the number of its first line."""
    begun, sign = 0, ""
    for number, line in enumerate(lines, 1):
        fence = _FENCE.match(line)
        if fence is None:
            continue
        if begun and fence[1].startswith(sign) and not fence[2].strip():
            yield begun + 1, "\n".join(lines[begun : number - 1])
            begun = 0
        elif not begun and fence[2].strip().lower().startswith("mermaid"):
            begun, sign = number, fence[1]


def _bare(text: str) -> bool:
    text = _FRONT.sub("", text[:_LOOKED_AT], count=1)
    return _BEGIN.match(_COMMENT.sub("", _undirected(text))) is not None


def _undirected(text: str) -> str:
    """Return a text with Mermaid's directives (`%%{init: …}%%`) blanked, every line at its place."""
    kept, at = [], 0
    while (begin := text.find("%%{", at)) >= 0 and (end := text.find("}%%", begin)) >= 0:
        kept += [text[at:begin], "\n" * text.count("\n", begin, end)]
        at = end + 3
    return "".join([*kept, text[at:]])


def looks_like_mermaid(text: str, name: str) -> bool:
    """Tell whether a text is a Mermaid journey, or holds one in a Markdown fence."""
    return _bare(diagram(text)[0])


def lines_of(text: str) -> Iterator[Line]:
    """Yield what the lines of a text's diagram say, in order."""
    body, first = diagram(text)
    front = _FRONT.match(body)
    if front is not None:
        title = _FRONT_TITLE.search(front[1][:2_000])
        if title is not None:
            yield Line("title", title[1].strip("\"'"), "", first + 1)
        first += body.count("\n", 0, front.end())
        body = body[front.end() :]
    body = _undirected(body)
    begun, describing = False, False
    for number, line in enumerate(body.split("\n"), first):
        if describing:
            inside, _, rest = line.partition("}")
            describing = "}" not in line
            yield Line("describe", inside.strip(), "", number)
        elif not begun and not line.strip().startswith("%%") and line.strip():
            begun = True
            rest = _BEGIN.sub("", line, count=1)
            if rest.strip():
                yield _line(rest, number)
        elif line.strip():
            said = _line(line, number)
            describing = said.kind == "describe" and said.value == "{"
            yield said


def _line(line: str, number: int) -> Line:
    if line.lstrip().startswith("%%"):
        return _comment(line, number)
    access = _ACCESS.fullmatch(line)
    if access is not None:
        inside, closed, _ = access[3].partition("}")
        return Line("describe", inside.strip(), "" if closed else access[2], number)
    visible = _REMARK.sub("", line).strip()
    if not visible:
        return Line("remark", line.strip().lstrip("#").strip(), "", number)
    word, _, rest = visible.partition(" ") if "\t" not in visible else visible.replace("\t", " ").partition(" ")
    if word.lower() in ("title", "section") and rest.strip():
        kind: Literal["title", "section"] = "title" if word.lower() == "title" else "section"
        return Line(kind, decoded(_ended(rest)), "", number)
    name, colon, data = visible.partition(":")
    if colon and name.strip():
        return Line("task", decoded(name.strip()), _ended(data), number)
    return Line("other", visible, "", number)


def _ended(text: str) -> str:
    """Return a text without the semicolon some people end a line with."""
    text = text.strip()
    return text if _CODE_LAST.search(text) else text.removesuffix(";").rstrip()


def _comment(line: str, number: int) -> Line:
    lang = _LANG.fullmatch(line)
    if lang is not None:
        return Line("lang", lang[1], "", number)
    stored = _STORED.fullmatch(line)
    if stored is not None:
        return Line("stored", stored[1], stored[2], number)
    return Line("remark", line.strip()[2:].strip(), "", number)


def decoded(text: str) -> str:
    """Return a name with Mermaid's character codes (`#58;`, `#quot;`) and line breaks resolved."""
    return " ".join(_CODE.sub(_character, _BREAK.sub(" ", text)).split())


def _character(found: re.Match[str]) -> str:
    code = found[1]
    if code.isdigit():
        number = int(code)
        return chr(number) if 31 < number < 0x110000 and not 0xD800 <= number < 0xE000 else found[0]
    character = html.unescape(f"&{code};")
    return character if character != f"&{code};" else found[0]


def encoded(text: str, signs: str) -> str:
    """Return a name as it may stand in a line of its kind, the given signs as character codes."""
    words = " ".join(text.split())
    words = "".join(f"#{ord(sign)};" if sign in signs else sign for sign in words)
    return words.replace("%%", "#37;#37;")


def task_name(text: str) -> str:
    """Return a name as a task's line may begin with it: one that begins with a word of Mermaid's has its first letter
    as a code.
    """
    words = encoded(text, "#;:")
    return f"#{ord(words[0])};{words[1:]}" if _KEYWORD.match(words) else words


def drawn_score(score: float | None) -> str:
    """Return a feeling of −2…+2 as Mermaid's 1…5, with at most one decimal; none is drawn as neutral."""
    value = NEUTRAL if score is None else min(max(score + NEUTRAL, LOWEST), HIGHEST)
    return f"{round(value, 1):g}"


def score_of(text: str) -> float | None:
    """Return the score a task's text gives, None where it is no number."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
