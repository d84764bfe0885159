"""What notices do when a fact arrives, and from time to time."""

from medcord.notices.reactions import before_all, calls, digests, inviting, telling, texts

__all__ = ["before_all", "calls", "digests", "inviting", "telling", "texts"]
