NAME = "my worker"
