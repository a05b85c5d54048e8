"""What the main job learns in the arena, what its parts are worth, and how fixed layers compare."""
