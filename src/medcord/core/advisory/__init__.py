"""The waist: one small format-neutral value that ours and a fetched advisory both become."""

from medcord.core.advisory.value import (
    Acknowledgment,
    Advisory,
    Identifiers,
    Note,
    Product,
    ProductGroup,
    Publisher,
    Reference,
    Relationship,
    Remediation,
    Revision,
    Score,
    Ssvc,
    Statement,
    Vulnerability,
)

__all__ = [
    "Acknowledgment",
    "Advisory",
    "Identifiers",
    "Note",
    "Product",
    "ProductGroup",
    "Publisher",
    "Reference",
    "Relationship",
    "Remediation",
    "Revision",
    "Score",
    "Ssvc",
    "Statement",
    "Vulnerability",
]
