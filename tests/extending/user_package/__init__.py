"""The package of a user, who adds parts of his own to speciate."""
