"""Where it is looked after how things come in: hooks and mailboxes."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.sources import checked_name
from hanhtrinh.app.taking_in.mailing import MailTaking
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.audit import Audit
from hanhtrinh.ports.sources import Sources
from hanhtrinh.ports.taking_in import SIGNINGS, Mailbox, Mailboxes, SaidHook, SaidHooks, SurveyFiles, TakenSurvey
from hanhtrinh.voice.elsewhere.generic import Fields, wrong_in
from hanhtrinh.voice.elsewhere.model import SCALES
from hanhtrinh.voice.elsewhere.shapes.all import SHAPES

MOST_MAILBOXES = 20
MOST_OWN = 50
LONGEST = 300
GENERIC = "generic"
TOOLS = (GENERIC, *(shape.name for shape in SHAPES))
_ADDRESS = re.compile(r"[^@\s<>\"]{1,64}@[^@\s<>\"]{1,190}")


@dataclass(frozen=True)
class TakingDesk:
    """What comes in from elsewhere is looked after here. Everything asks the actor's right to manage sources."""

    hooks: SaidHooks
    mailboxes: Mailboxes
    sources: Sources
    audit: Audit
    files: SurveyFiles
    mail: MailTaking
    clock: Callable[[], int]

    def all_hooks(self, actor: Actor, space: Space) -> Sequence[SaidHook]:
        """Return a workspace's hooks."""
        require(actor, space.id, Right.MANAGE_SOURCES)
        return self.hooks.all(space.id)

    def hook(self, actor: Actor, space: Space, source: str) -> SaidHook | None:
        """Return how what comes from a source is read; None where that was not set up, NotFound without the source."""
        require(actor, space.id, Right.MANAGE_SOURCES)
        if self.sources.source(space.id, source) is None:
            raise NotFound("sources_page.no_source", given=source[:LONGEST])
        return self.hooks.hook(space.id, source)

    def set_hook(self, actor: Actor, space: Space, hook: SaidHook) -> None:
        """Keep how what comes from a source is read; a secret that is left empty stays as it was."""
        before = self.hook(actor, space, hook.source)
        if not hook.secret and before is not None and before.signing == hook.signing:
            hook = msgspec.structs.replace(hook, secret=before.secret)
        _check_hook(hook)
        self.hooks.keep(msgspec.structs.replace(hook, workspace=space.id, changed_at=self.clock()))
        self.audit.note(actor, space.id, "said.hook", hook.source, {"shape": hook.shape, "signing": hook.signing})

    def remove_hook(self, actor: Actor, space: Space, source: str) -> None:
        """Take nothing more from a source's hook."""
        self.hook(actor, space, source)
        self.hooks.remove(space.id, source)
        self.audit.note(actor, space.id, "said.hook_removed", source)

    def all_mailboxes(self, actor: Actor, space: Space) -> Sequence[Mailbox]:
        """Return a workspace's mailboxes."""
        require(actor, space.id, Right.MANAGE_SOURCES)
        return self.mailboxes.all(space.id)

    def mailbox(self, actor: Actor, space: Space, id: str) -> Mailbox:
        """Return one mailbox; NotFound where the workspace has none of this id."""
        require(actor, space.id, Right.MANAGE_SOURCES)
        found = self.mailboxes.get(space.id, id)
        if found is None:
            raise NotFound("taking_in.no_mailbox")
        return found

    def set_mailbox(self, actor: Actor, space: Space, mailbox: Mailbox) -> None:
        """Keep a mailbox that can be opened; a password left empty stays as it was, on the same server alone.

        Raises InputError with the reason where it cannot be read.
        """
        require(actor, space.id, Right.MANAGE_SOURCES)
        before = self.mailboxes.get(space.id, mailbox.id)
        if before is None and len(self.mailboxes.all(space.id)) >= MOST_MAILBOXES:
            raise InputError("taking_in.too_many_mailboxes", allowed=MOST_MAILBOXES)
        if not mailbox.password and before is not None:
            if (before.host, before.port, before.user) != (mailbox.host, mailbox.port, mailbox.user):
                raise InputError("taking_in.password_again")
            mailbox = msgspec.structs.replace(mailbox, password=before.password)
        mailbox = msgspec.structs.replace(_checked(mailbox), workspace=space.id)
        if mailbox.active:
            self.mail.reader.open(mailbox).close()
        self.mailboxes.keep(mailbox)
        details = {"host": mailbox.host, "folder": mailbox.folder, "active": mailbox.active}
        self.audit.note(actor, space.id, "said.mailbox", mailbox.id, details)

    def remove_mailbox(self, actor: Actor, space: Space, id: str) -> None:
        """Read a mailbox no more and forget its password; what was taken stays."""
        found = self.mailbox(actor, space, id)
        self.mailboxes.remove(space.id, id)
        self.audit.note(actor, space.id, "said.mailbox_removed", id, {"host": found.host})

    def look(self, actor: Actor, space: Space, id: str) -> int:
        """Look into a mailbox now and return how many letters were taken."""
        return self.mail.look(space, self.mailbox(actor, space, id))

    def read_survey(self, actor: Actor, space: Space, name: str, raw: bytes) -> TakenSurvey:
        """Return the survey a file of another tool holds, as a draft that is not kept yet."""
        require(actor, space.id, Right.EDIT_SURVEYS)
        return self.files.read(name, raw)


def _check_hook(hook: SaidHook) -> None:
    if hook.shape not in TOOLS:
        raise InputError("taking_in.no_tool", given=hook.shape[:80], allowed=", ".join(TOOLS))
    if hook.signing not in SIGNINGS:
        raise InputError("taking_in.no_signing", given=str(hook.signing)[:80], allowed=", ".join(SIGNINGS))
    if hook.signing != "none" and not 8 <= len(hook.secret) <= LONGEST:
        raise InputError("taking_in.secret_length", least=8, most=LONGEST)
    if hook.shape == GENERIC:
        _check_fields(hook.fields)


def _check_fields(fields: Fields) -> None:
    wrong = wrong_in(fields)
    if wrong is not None:
        raise InputError("taking_in.bad_path", field=wrong[0], given=wrong[1][:80])
    if not fields.text and not (fields.score and fields.scale):
        raise InputError("taking_in.nothing_said", file="–")
    if fields.score and not fields.scale:
        raise InputError("taking_in.no_scale", file="–", column=fields.score, allowed=", ".join(filter(None, SCALES)))


def _checked(mailbox: Mailbox) -> Mailbox:
    """Return a mailbox with plain texts; InputError for what cannot be meant."""
    given = {name: getattr(mailbox, name).strip() for name in ("host", "user", "folder")}
    for name, value in given.items():
        if not value or len(value) > LONGEST or not value.isprintable():
            raise InputError("taking_in.mail_field", field=name, most=LONGEST)
    if not mailbox.password or len(mailbox.password) > LONGEST or not mailbox.password.isprintable():
        raise InputError("taking_in.mail_field", field="password", most=LONGEST)
    own = tuple(dict.fromkeys(address.strip().lower() for address in mailbox.own if address.strip()))
    bad = next((address for address in own if not _ADDRESS.fullmatch(address)), None)
    if bad is not None or len(own) > MOST_OWN:
        raise InputError("taking_in.mail_own", given=(bad or "")[:80], most=MOST_OWN)
    source = checked_name(mailbox.source)
    return msgspec.structs.replace(mailbox, **given, own=own, source=source)
