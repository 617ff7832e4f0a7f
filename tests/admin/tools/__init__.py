"""Other people's admin tools, over adjourn.open_requests, as docs/answering.md says to set them up."""
