"""The native backend: hands values to the compiled core and takes them back."""
