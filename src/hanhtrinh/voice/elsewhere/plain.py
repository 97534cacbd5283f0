"""Plain text from what tools send: markup taken out, broken encodings repaired."""

import re
import unicodedata
from html import unescape

MOST_HTML = 2**19
_BLOCKS = frozenset(
    ("address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "footer", "form", "h1", "h2", "h3",
     "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul")
)  # fmt: skip
_SILENT = frozenset(("head", "script", "style", "template", "title", "noscript", "svg", "object", "iframe", "select"))
_TAG = re.compile(r"<(?:!doctype|/?[a-z][a-z0-9]*)(?:\s[^<>]*)?/?>", re.IGNORECASE)
# Both stop at the next "<" and give nothing back: no text makes them look twice.
_ELEMENT = re.compile(r"<(/?)([a-z][a-z0-9:-]*+)((?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>", re.IGNORECASE)
_ANYHOW = re.compile(r"<(/?)([a-z][a-z0-9:-]*+)([^<>]*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<![a-z-])([a-z-]++)\s*+=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s\"'>]++)", re.IGNORECASE)
_RAW = {tag: re.compile(rf"</{tag}", re.IGNORECASE) for tag in ("script", "style")}
_LONGEST_TAG = 4_000
_BROKEN = re.compile(r"[\u00c2-\u00f4][\u0080-\u00bf]")
_WIDE_SPACE = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


class _Reader:
    """Collects the text people see; quotations and what only programs read are left out.

    The library's parser looks at the rest of a text again for each sign of a tag that does not end: a letter made for
    it keeps a server busy for hours. Here every sign is looked at a few times, whatever the markup.
    """

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.silent = 0
        self.quoted = 0
        self._open: list[tuple[str, bool]] = []

    def read(self, markup: str) -> None:
        """Take in a whole text."""
        at = 0
        while (sign := markup.find("<", at)) >= 0:
            self._data(markup[at:sign])
            found = _ELEMENT.match(markup, sign) or _ANYHOW.match(markup, sign)
            if found is not None:
                at = self._tag(markup, found)
            elif markup.startswith(("<!", "<?"), sign):
                at = _after(markup, "-->" if markup.startswith("<!--", sign) else ">", sign)
            else:
                self._data("<")
                at = sign + 1
        self._data(markup[at:])

    def _tag(self, markup: str, found: re.Match[str]) -> int:
        """Take in a tag and return where to read on: behind all of a script or style."""
        shut, tag, rest = found[1], found[2].lower(), found[3]
        if shut:
            self._end(tag)
            return found.end()
        self._start(tag, rest)
        if rest.endswith("/"):
            self._end(tag)
        elif (ends := _RAW.get(tag)) is not None:
            end = ends.search(markup, found.end())
            return end.start() if end is not None else len(markup)
        return found.end()

    def _start(self, tag: str, rest: str) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")
        if tag in ("blockquote", "div"):
            quote = _is_quote(tag, _attributes(rest))
            self._open.append((tag, quote))
            self.quoted += quote

    def _end(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")
        if tag in ("blockquote", "div") and self._open and self._open[-1][0] == tag:
            self.quoted -= self._open.pop()[1]

    def _data(self, data: str) -> None:
        if data and not self.silent and not self.quoted:
            self.parts.append(_unescaped(data).replace("\n", " "))


def _after(markup: str, sign: str, at: int) -> int:
    """Return where a text goes on behind a sign: at its end where the sign does not come."""
    found = markup.find(sign, at)
    return len(markup) if found < 0 else found + len(sign)


def _attributes(rest: str) -> dict[str, str]:
    return {name.lower(): value.strip("\"'") for name, value in _ATTRIBUTE.findall(rest[:_LONGEST_TAG])}


def _unescaped(data: str) -> str:
    try:
        return unescape(data)
    except ValueError:  # a number of thousands of digits
        return data


def _is_quote(tag: str, attributes: dict[str, str]) -> bool:
    classes = attributes.get("class", "").split()
    cited = attributes.get("type") == "cite" or "gmail_quote" in classes or "yahoo_quoted" in classes
    return cited or (tag == "div" and bool({"gmail_signature", "gmail_extra"} & set(classes)))


def text_of_html(markup: str) -> str:
    """Return what people see of HTML, one block a line, without scripts, styles and quoted earlier letters."""
    reader = _Reader()
    reader.read(markup[:MOST_HTML])
    return tidy("".join(reader.parts))


def looks_like_html(text: str) -> bool:
    """Tell whether a text is HTML and not words with a lone sign in them."""
    return _TAG.search(text) is not None


def plain(text: str) -> str:
    """Return a text as people read it, whether it came as HTML or as it is."""
    return text_of_html(text) if looks_like_html(text) else tidy(text)


def tidy(text: str) -> str:
    """Return a text with single spaces, at most one empty line in a row, composed letters and nothing unseen."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " "))
    lines = (_WIDE_SPACE.sub(" ", _seen(line)).strip() for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _seen(line: str) -> str:
    return line if line.isprintable() else "".join(sign for sign in line if sign == "\t" or _visible(sign))


def _visible(sign: str) -> bool:
    # Joiners hold emoji together; other format signs (zero width, direction) only hide things.
    return sign in "\u200d\ufe0f" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co")


def repaired(text: str) -> str:
    """Return a text whose UTF-8 bytes were written as letters of Latin-1 (Facebook's exports) as it was meant.

    A text that is not broken in this way, or not throughout, stays as it is.

    >>> repaired("S\\u00e1\\u00ba\\u00a3n ph\\u00e1\\u00ba\\u00a9m")
    'Sản phẩm'
    """
    if _BROKEN.search(text) is None:
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def repaired_whole(value: object) -> object:
    """Return a JSON value with every text in it, names too, repaired."""
    if isinstance(value, str):
        return repaired(value)
    if isinstance(value, list):
        return [repaired_whole(one) for one in value]
    if isinstance(value, dict):
        return {repaired(str(name)): repaired_whole(one) for name, one in value.items()}
    return value
