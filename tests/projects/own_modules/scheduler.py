import models

NAME = "my scheduler"


def schedule(state: models.State) -> models.State:
    return {"said": [NAME]}


graph = models.chain(schedule)
