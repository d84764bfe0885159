"""Invitations to a call as calendars read them: the few lines of iCalendar (RFC 5545) and iTIP (RFC 5546) we send.

An invitation leaves the house: it says that there is a call, when, and where to look, never what it is about.
"""

from medcord.formats.icalendar.writing import Invitation, Method, Rule, write

__all__ = ["Invitation", "Method", "Rule", "write"]
