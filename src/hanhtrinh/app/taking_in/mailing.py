"""Reading a mailbox on from where it was left: each letter once, what is ours and what programs wrote left out."""

from collections.abc import Callable
from dataclasses import dataclass

from hanhtrinh.app.taking_in.messages import Known, messages_of
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.inbox import Inbox
from hanhtrinh.ports.taking_in import Fetched, Mailbox, Mailboxes, MailReader, OpenMailbox
from hanhtrinh.voice.elsewhere.letters import Letter, letter_of

AT_ONCE = 100
MOST_A_LOOK = 1_000
"""Letters of one mailbox a look; the next look goes on."""
_SECONDS = 60


Joins = Callable[[Space, Letter], bool]
"""Adds a letter to the conversation it answers; False where it answers none: then it is an answer like others."""


def joins_nothing(space: Space, letter: Letter) -> bool:
    """Say that there are no conversations."""
    return False


@dataclass(frozen=True)
class MailTaking:
    """What mailboxes are read with."""

    mailboxes: Mailboxes
    reader: MailReader
    inbox: Inbox
    known: Known
    clock: Callable[[], int]
    joins: Joins = joins_nothing

    def look(self, space: Space, mailbox: Mailbox) -> int:
        """Take what is new in a mailbox and return how many letters became answers; trouble is noted, not raised.

        How far it was read is noted only after the letters are durable: one that is read again is known by its id.
        """
        try:
            opened = self.reader.open(mailbox)
        except HanhtrinhError as error:
            self.mailboxes.read_on(mailbox, 0, 0, 0, self.clock(), error.key)
            return 0
        try:
            return self._read(space, mailbox, opened)
        except HanhtrinhError as error:
            self.mailboxes.read_on(mailbox, 0, 0, 0, self.clock(), error.key)
            return 0
        finally:
            opened.close()

    def _read(self, space: Space, mailbox: Mailbox, opened: OpenMailbox) -> int:
        seen = mailbox.seen if opened.validity == mailbox.validity else 0
        total = 0
        for _ in range(MOST_A_LOOK // AT_ONCE):
            letters = list(opened.after(seen, AT_ONCE))
            taken = self._take(space, mailbox, letters) if letters else 0
            total += taken
            seen = max([seen, *(letter.uid for letter in letters)])
            self.mailboxes.read_on(mailbox, opened.validity, seen, taken, self.clock())
            if len(letters) < AT_ONCE:
                break
        return total

    def _take(self, space: Space, mailbox: Mailbox, letters: list[Fetched]) -> int:
        now = self.clock()
        read = [letter for one in letters if (letter := letter_in(mailbox, one.raw, now)) is not None]
        found = [letter.saying for letter in read if not self.joins(space, letter)]
        if found:
            self.known.ensure(space, found)
            # Anybody can write any sender onto a letter.
            messages = messages_of(space.id, mailbox.source, found, now, mailbox.asked_at, proven=False)
            self.inbox.put(space.id, messages).result(_SECONDS)
        return len(read)


def letter_in(mailbox: Mailbox, raw: bytes, now: int) -> Letter | None:
    """Return a letter a customer wrote; None for letters of ours, of programs, and without words."""
    letter = letter_of(raw, now)
    own = {address.lower() for address in (*mailbox.own, mailbox.user)}
    return None if letter is None or letter.automatic or letter.sender in own else letter
