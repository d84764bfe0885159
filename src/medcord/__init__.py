"""medcord: coordinated handling of medical-device vulnerabilities, from report to closed device."""

__version__ = "0.1.0"
