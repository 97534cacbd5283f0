"""What reads mailboxes beside requests: each active one every few minutes, one after the other."""

import structlog

from hanhtrinh.web.services import Services

MAILBOX_SECONDS = 300.0
_log = structlog.get_logger("hanhtrinh.mailboxes")


def look_into_mailboxes(services: Services) -> bool:
    """Look into every active mailbox once; what goes wrong with one does not keep the others waiting.

    Always False: there is time until the next look.
    """
    for mailbox in services.mailboxes.all():
        if not mailbox.active:
            continue
        try:
            space = services.accounts.space_by_id(mailbox.workspace)
            if space is not None:
                services.taking.mail.look(space, mailbox)
        except Exception as error:
            # The kind alone: what a mail server says may hold addresses.
            _log.error("mailbox_failed", mailbox=mailbox.id, error=type(error).__name__)
    return False
