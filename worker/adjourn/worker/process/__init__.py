"""What a worker's process is made of: a loop, connections, leases."""
