"""Hands letters over to an SMTP server, one conversation a letter."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass

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
            with self._open() as smtp:
                smtp.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = max((code for code, _ in error.recipients.values()), default=0)
            raise NotCarried(f"refused_{code}", final=code >= _REFUSED) from None
        except smtplib.SMTPAuthenticationError as error:
            raise NotCarried(f"sign_in_{error.smtp_code}") from None
        except smtplib.SMTPResponseException as error:
            final = error.smtp_code >= _REFUSED and not isinstance(
                error, smtplib.SMTPConnectError | smtplib.SMTPHeloError
            )
            raise NotCarried(f"refused_{error.smtp_code}", final=final) from None
        except smtplib.SMTPNotSupportedError:
            raise NotCarried("not_encrypted") from None
        except ssl.SSLError:
            raise NotCarried("certificate") from None
        except (OSError, smtplib.SMTPException):
            raise NotCarried("unreachable") from None

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
