NAME = "my admin"
