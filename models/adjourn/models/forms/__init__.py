"""How a question can be answered: forms drawn from its JSON Schema, read from what was typed. No page, no terminal."""
