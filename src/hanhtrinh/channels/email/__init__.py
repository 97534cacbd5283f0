"""E-mail over SMTP: `SmtpMailer` carries letters (`ports.mail.Mailer`), `server_of` reads its address."""

from hanhtrinh.channels.email.address import Server, server_of
from hanhtrinh.channels.email.mailer import SmtpMailer

__all__ = ["Server", "SmtpMailer", "server_of"]
