"""LangGraph's Postgres saver with our fence, fewer statements, and questions held back."""
