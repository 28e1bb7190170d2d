"""The demonstration's own post office: where our answers arrive when no real mail server is set, and the customers' pen."""
