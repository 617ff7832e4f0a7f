"""For bugs that are other words in a statement."""


def swapped(statement: str, was: str, becomes: str) -> str:
    """Fails where the product does not say this any more: such a bug would change nothing, and never be found."""
    assert was in statement, f"no {was!r} in {statement}"
    return statement.replace(was, becomes)
