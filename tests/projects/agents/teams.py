"""Agents that hand over to each other, by a supervisor and as a swarm, and a tool of each that asks a person."""

from __future__ import annotations

from langchain.agents import create_agent
from langchain_core.tools import tool
from langgraph.types import interrupt
from langgraph_supervisor import create_supervisor
from langgraph_swarm import create_handoff_tool, create_swarm
from script import Script


@tool
def book_flight(city: str) -> str:
    """Book a flight."""
    seat = interrupt({"question": f"Which seat to {city}?", "options": ["aisle", "window"]})
    return f"booked a seat at the {seat} to {city}"


@tool
def book_hotel(city: str) -> str:
    """Book a hotel."""
    asked = {
        "action_request": {"action": "book_hotel", "args": {"city": city}},
        "config": {"allow_accept": True, "allow_edit": True, "allow_respond": True, "allow_ignore": False},
        "description": f"# Book a hotel in {city}?",
    }
    [response] = interrupt([asked])
    match response["type"]:
        case "accept":
            return f"booked a hotel in {city}"
        case "edit":
            return f"booked a hotel in {response['args']['args']['city']}"
        case _:
            return f"not booked: {response['args']}"


flights = create_agent(
    Script(part="flights", turns=[[("book_flight", {"city": "Paris"})], "Flights: {tools}"]),
    [book_flight],
    name="flights",
)
supervisor = create_supervisor(
    [flights],
    model=Script(part="supervisor", turns=[[("transfer_to_flights", {})], "All done."]),
).compile()

hotels = create_agent(
    Script(part="hotels", turns=[[("book_hotel", {"city": "Paris"})], "Hotels: {tools}", "Still hotels."]),
    [book_hotel],
    name="hotels",
)
desk = create_agent(
    Script(part="desk", turns=[[("transfer_to_hotels", {})]]),
    [create_handoff_tool(agent_name="hotels")],
    name="desk",
)
swarm = create_swarm([desk, hotels], default_active_agent="desk").compile()
