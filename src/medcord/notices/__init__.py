"""Who is told that something happened, and how: mail, digests, webhooks, and the node's own status."""
