"""Zonings composed of groups: nothing is withheld, and nothing can be subtracted below a group."""
