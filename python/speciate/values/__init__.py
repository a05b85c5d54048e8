"""What rooms exchange: frozen values, and the protocols of what makes them."""
