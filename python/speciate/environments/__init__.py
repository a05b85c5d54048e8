"""What can be played: the built-in environments and your own."""
