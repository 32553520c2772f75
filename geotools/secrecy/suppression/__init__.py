"""Complementary suppression: which cells are withheld so that the others can leave."""
