"""Pages and addresses of the telephone."""
