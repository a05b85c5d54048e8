"""Where networks are evaluated: in this process, or in workers."""
