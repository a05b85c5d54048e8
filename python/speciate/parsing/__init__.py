"""Text from outside, read strictly: no more depth and no other numbers than allowed."""
