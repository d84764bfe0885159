"""The web outside: the one room that opens sockets."""

from medcord.gateways.web.addresses import is_listed, is_open, literal, networks, parts_of
from medcord.gateways.web.memory import MemoryWeb, NoWeb
from medcord.gateways.web.ports import address_is_here, port_is_free
from medcord.gateways.web.protocol import Answer, Ask, Web, WebFailure
from medcord.gateways.web.real import RealWeb

__all__ = [
    "Answer", "Ask", "MemoryWeb", "NoWeb", "RealWeb", "Web", "WebFailure", "address_is_here", "is_listed", "is_open",
    "literal", "networks", "parts_of", "port_is_free",
]  # fmt: skip
