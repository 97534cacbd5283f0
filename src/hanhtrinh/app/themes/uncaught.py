"""Words of texts that no theme caught, most frequent first: what may be missing among the themes' words."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from hanhtrinh.i18n import without_marks
from hanhtrinh.voice.text.language import EN
from hanhtrinh.voice.text.normal import Unit, read_words

Term = tuple[str, ...]
MOST = 24
_LEAST = 3
_VIETNAMESE = """
    là và của có được cho với này rất thì mà những các một người khi đã sẽ đang cũng nên vì như để làm
    nhiều hơn quá lắm tôi mình bạn em anh chị không thấy nói ra vào lại đi đến từ trong ngoài trên dưới
    gì nào sao đó đây ai còn chỉ cứ nữa hay ở về bị do nếu thật luôn vẫn mới hết tất cả mọi rồi ạ nha
    nhé à ơi vậy thế tại theo cảm ơn năm ngày tháng hôm nay lần cái con chưa phải bằng qua sau trước lúc
    tuy nhưng hoặc bên mong muốn tốt ok ổn tệ hài lòng thích đẹp xấu hơi khá
"""
_ENGLISH = """
    the and is was are were be been it its this that these those they them their there here he she his
    her we us our you your my me i a an of for with from at by as but or if then than when where which
    who what why how because while after before in on to do does did have has had not no so very really
    just only also too will would can could get got go went all any more most some out up down off over
    again one two day time good great bad nice love like thanks thank
"""
_EMPTY = {"vi": frozenset(_VIETNAMESE.split()), "en": frozenset(_ENGLISH.split())}
"""Words that name nothing, or only how somebody feels."""
_EMPTY_BARE = frozenset(map(without_marks, _EMPTY["vi"]))


class Frequent(NamedTuple):
    """A word, or two in a row, and how many texts have it."""

    words: str
    texts: int


def frequent_words(texts: Iterable[str]) -> list[Frequent]:
    """Return the words and pairs that stand in most of some texts; a word that is mostly part of a pair is left out.

    What some write with marks and others without is one, told with its marks.
    """
    found, bare = Counter[Term](), Counter[Term]()
    for text in texts:
        words = read_words(text)
        if words.bare:
            bare.update(set(_terms(words.units, _EMPTY["vi"])))
        else:
            found.update(set(_terms(words.units, _EMPTY["en" if words.language == EN else "vi"])))
    _join(found, bare)
    pairs = {term: count for term, count in found.items() if len(term) == 2 and count >= _LEAST}
    inside = Counter[Term]()
    for (first, second), count in pairs.items():
        for one in ((first,), (second,)):
            inside[one] = max(inside[one], count)
    kept = [(t, c) for t, c in found.items() if c >= _LEAST and (len(t) == 2 or inside[t] * 2 < c)]
    kept.sort(key=lambda one: (-one[1] * len(one[0]), one[0]))
    return [Frequent(" ".join(term), count) for term, count in kept[:MOST]]


def _join(found: Counter[Term], bare: Counter[Term]) -> None:
    """Count terms of texts without marks as what most write with them; as they stand where nobody does and they cannot
    be words that name nothing.
    """
    marked: dict[Term, Term] = {}
    for term, _ in reversed(found.most_common()):
        marked[tuple(map(without_marks, term))] = term
    for term, count in bare.items():
        known = marked.get(term)
        if _EMPTY_BARE.isdisjoint(term) or (known and len(term) == 2):
            found[known or term] += count


def _terms(units: list[Unit], empty: frozenset[str]) -> Iterable[Term]:
    before = ""
    for plain, marked in units:
        word = marked or plain
        if not word.isalpha() or word in empty:
            before = ""
            continue
        if len(word) > 1:
            yield (word,)
            if before:
                yield before, word
        before = word if len(word) > 1 else ""
