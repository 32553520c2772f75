"""The ledger: every release is audited with all that was sent before it."""
