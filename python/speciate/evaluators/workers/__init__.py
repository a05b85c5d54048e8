"""Worker processes: how they are started, what they do, what crosses their pipes, and how they are ended."""
