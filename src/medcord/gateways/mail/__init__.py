"""Mail out of the house: content-free words and a link."""

from medcord.gateways.mail.memory import MemoryMail
from medcord.gateways.mail.protocol import Letter, Mail, MailRefused
from medcord.gateways.mail.real import FolderMail, SmtpMail

__all__ = ["FolderMail", "Letter", "Mail", "MailRefused", "MemoryMail", "SmtpMail"]
