"""The classic arena beside the record that was published with it."""
