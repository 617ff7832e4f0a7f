"""Who answers: the pages on which people decide. They hold no rule of their own: every rule is the database's."""
