"""What notices do when a fact arrives, and from time to time."""

from medcord.notices.reactions import calls, digests, inviting, telling, texts

__all__ = ["calls", "digests", "inviting", "telling", "texts"]
