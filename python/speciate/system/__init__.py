"""The operating system: files, locks and processes."""
