"""A LangGraph project, loaded from its langgraph.json unchanged."""
