"""Vietnamese letters and their marks: taking them off, and writing tones and i/y in one way."""

import unicodedata

_STROKE = str.maketrans("đĐ", "dD")
_TONES = "\u0300\u0301\u0309\u0303\u0323"
_MOVED = {
    first + second + tone: first + tone + second
    for first, second in (("o", "a"), ("o", "e"), ("u", "y"))
    for tone in _TONES
}
_Y_AFTER = frozenset("hklmstv")


def strip_marks(text: str) -> str:
    """Return the text without Vietnamese marks: `giỏi` is `gioi`, `đẹp` is `dep`.

    >>> strip_marks("Giao hàng rất đẹp")
    'Giao hang rat dep'
    """
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare).translate(_STROKE)


def one_spelling(syllable: str) -> str:
    """Return a lower-case syllable with its tone where most people put it, and `i` where `y` sounds the same.

    >>> one_spelling("hoà"), one_spelling("hòa"), one_spelling("thuý"), one_spelling("qúy"), one_spelling("kỹ")
    ('hòa', 'hòa', 'thúy', 'quý', 'kĩ')
    """
    if not syllable.isascii():
        syllable = _tone_placed(syllable)
    if len(syllable) == 2 and syllable[0] in _Y_AFTER:
        apart = unicodedata.normalize("NFD", syllable)
        if apart[1] == "y":
            return unicodedata.normalize("NFC", apart[0] + "i" + apart[2:])
    return syllable


def _tone_placed(syllable: str) -> str:
    apart = unicodedata.normalize("NFD", syllable)
    if apart.startswith("qu") and len(apart) > 2 and apart[2] in _TONES:
        apart = apart[:2] + apart[3:4] + apart[2] + apart[4:]
    elif not apart.startswith("qu"):
        moved = _MOVED.get(apart[-3:])
        if moved is not None:
            apart = apart[:-3] + moved
    return unicodedata.normalize("NFC", apart)
