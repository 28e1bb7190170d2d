"""The things that the studio administers, one file a subject: their form and their description."""
