"""What notices do when a fact arrives, and from time to time."""

from medcord.notices.reactions import calls, digests, telling, texts

__all__ = ["calls", "digests", "telling", "texts"]
