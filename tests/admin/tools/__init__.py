"""Other people's admin tools, over adjourn.open_requests, as the README says to set them up."""
