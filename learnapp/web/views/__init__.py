"""One module per room of the site."""
