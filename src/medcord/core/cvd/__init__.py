"""The protocol of coordinated disclosure: report, embargo, consent and case-state machines (cvd-protocol 3).

Each machine is a table. What one machine demands of another is a named function in ``invariants``.
"""
