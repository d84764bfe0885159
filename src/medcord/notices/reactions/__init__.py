"""What notices do when a fact arrives, and from time to time."""

from medcord.notices.reactions import calls, digests, inviting, telling

__all__ = ["calls", "digests", "inviting", "telling"]
