"""The environments that come with the package: one record each, with all that is special to it."""
