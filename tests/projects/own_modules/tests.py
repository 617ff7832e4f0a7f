NAME = "my tests"
