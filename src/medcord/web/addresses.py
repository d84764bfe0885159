"""Where a request comes from, for counting attempts only: see ``medcord.ledger.addresses``."""

from medcord.ledger.addresses import address_of

__all__ = ["address_of"]
