"""Words that no theme caught."""

from hanhtrinh.app.themes.uncaught import frequent_words


def words_of(*texts):
    """Return the frequent words of texts with how many have them."""
    return {one.words: one.texts for one in frequent_words(texts)}


def test_with_and_without_marks_is_one_word():
    """What some write with marks and others without stands once, with its marks and everybody who said it."""
    found = words_of("Bên Lá Tre rẻ hơn.", "Lá Tre giao nhanh", "giá ở Lá Tre", "la tre re hon", "thay la tre giao ok")
    assert found == {"lá tre": 5}


def test_other_marks_are_another_word():
    """Words that differ in their marks stay apart; without marks it counts as what most write."""
    marked = ("Quầy cũ", "Quầy đông", "Quầy xa", "Quậy phá", "Quậy ồn", "Quậy ghê", "Quậy dữ")
    found = words_of(*marked, "quay cu", "quay dong")
    assert (found["quầy"], found["quậy"]) == (3, 6)


def test_words_that_name_nothing_are_left_out_without_marks_too():
    """`khong` is no more worth telling than `không`; what nobody marks stands as it is written."""
    assert words_of("khong duoc sofa", "duoc sofa khong", "sofa khong thay", "khong duoc") == {"sofa": 3}


def test_english_is_read_as_english():
    """English texts have words of their own that name nothing."""
    assert words_of("the wrapping was torn", "wrapping is nice", "they lost the wrapping") == {"wrapping": 3}
