"""What is kept beside the words somebody said elsewhere."""

from hanhtrinh.app.taking_in.messages import messages_of
from hanhtrinh.voice.elsewhere.model import MOST_FIELD, Saying, properties_of


def test_long_ids_that_begin_alike_stay_two():
    """An id is kept as it came up to 300 characters; of a longer one, what follows still tells it from others."""
    whole, long = "a" * MOST_FIELD, ["b" * 400 + end for end in ("1", "2")]
    ids = [properties_of(Saying(kind="review", id=one, thread=one, at=1)) for one in (whole, *long)]
    assert ids[0]["said_id"] == ids[0]["said_thread"] == whole
    assert len({one["said_id"] for one in ids}) == len({one["said_thread"] for one in ids}) == 3
    assert {len(one["said_id"]) for one in ids} == {MOST_FIELD}
    assert all(one["said_id"].startswith("b" * 200) for one in ids[1:])
    messages = messages_of("w", "s", [Saying(kind="review", id=one, text="Tốt", at=1) for one in (*long, long[0])], 2)
    assert len({one.key for one in messages}) == 2
