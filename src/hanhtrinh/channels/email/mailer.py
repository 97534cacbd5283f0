"""Hands letters over to an SMTP server, one conversation a letter."""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from email.message import EmailMessage

from hanhtrinh.channels.email.address import Server
from hanhtrinh.channels.email.message import message_of
from hanhtrinh.ports.mail import Letter, NotCarried

_SECONDS = 30
_REFUSED = 500


@dataclass(frozen=True)
class SmtpMailer:
    """`ports.mail.Mailer` over SMTP. `stop_at` says where a letter's receiver ends further ones of its kind."""

    server: Server
    sender: str
    stop_at: Callable[[Letter], str]
    seconds: float = _SECONDS

    def carry(self, letter: Letter) -> None:
        """Hand a letter over; NotCarried where it was not taken."""
        try:
            message = message_of(letter, self.sender, self.stop_at(letter))
        except (ValueError, UnicodeError):
            raise NotCarried("bad_address", final=True) from None
        try:
            self._hand_over(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise _refused(*max(error.recipients.values(), default=(0, b""))) from None
        except smtplib.SMTPAuthenticationError as error:
            raise NotCarried(f"sign_in_{error.smtp_code}") from None
        except smtplib.SMTPSenderRefused as error:
            raise NotCarried(f"sender_{error.smtp_code}") from None
        except (smtplib.SMTPConnectError, smtplib.SMTPHeloError) as error:
            raise NotCarried(f"refused_{error.smtp_code}") from None
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPNotSupportedError:
            raise NotCarried("not_encrypted") from None
        except ssl.SSLError:
            raise NotCarried("certificate") from None
        except (OSError, smtplib.SMTPException):
            raise NotCarried("unreachable") from None

    def _hand_over(self, message: EmailMessage) -> None:
        """Send a message; once it is taken it is carried, whatever is said to our goodbye."""
        with closing(self._open()) as smtp:
            smtp.send_message(message)
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()

    def _open(self) -> smtplib.SMTP:
        server = self.server
        if server.tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self.seconds, context=ssl.create_default_context()
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=self.seconds)
        try:
            self._protect(smtp)
            if server.user:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _protect(self, smtp: smtplib.SMTP) -> None:
        """Encrypt a conversation that leaves this machine; one that stays may be in the clear where nothing else is
        offered.
        """
        smtp.ehlo_or_helo_if_needed()
        if self.server.tls or (self.server.is_local and not smtp.has_extn("starttls")):
            return
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo()


def _refused(code: int, said: bytes | str) -> NotCarried:
    """Return why a letter was refused: for good, but where its receiver is not what is wrong.

    5.7 (RFC 3463) is policy: nobody may send here, or not so. Whoever runs the server can mend that, and no address is
    to be given up for it.
    """
    words = said.decode("latin-1") if isinstance(said, bytes) else said
    if words.lstrip().startswith("5.7."):
        return NotCarried(f"policy_{code}")
    return NotCarried(f"refused_{code}", final=code >= _REFUSED)
