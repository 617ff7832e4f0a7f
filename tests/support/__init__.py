"""What tests of all rooms use."""
