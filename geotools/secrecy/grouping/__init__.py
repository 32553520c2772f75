"""Groups of neighbouring residences whose every count reaches the threshold."""
