"""Search: the web through Tavily when ``TAVILY_API_KEY`` is set, otherwise the few texts in ``knowledge/``."""

import os
import re
from importlib import import_module
from pathlib import Path

from langchain_core.tools import tool

KNOWLEDGE = Path(__file__).with_name("knowledge")
BEST = 2


@tool
def search(query: str) -> str:
    """Search for facts and documentation."""
    return _search_web(query) if os.environ.get("TAVILY_API_KEY") else _search_knowledge(query)


def _search_web(query: str) -> str:
    try:
        tavily = import_module("langchain_tavily")
    except ImportError as missing:
        raise ImportError("TAVILY_API_KEY is set, which needs a package: pip install langchain-tavily") from missing
    found = tavily.TavilySearch(max_results=BEST).invoke({"query": query})
    return "\n\n".join(f"{page['title']} ({page['url']})\n{page['content']}" for page in found["results"])


def _search_knowledge(query: str) -> str:
    wanted = _words(query)
    passages = [
        (len(wanted & _words(passage)), f"{file.name}: {passage.strip()}")
        for file in sorted(KNOWLEDGE.glob("*.txt"))
        for passage in file.read_text(encoding="utf-8").split("\n\n")
    ]
    best = sorted((found for found in passages if found[0]), key=lambda found: -found[0])[:BEST]
    return "\n\n".join(passage for _, passage in best) or "Nothing was found."


def _words(text: str) -> set[str]:
    """Words of four letters and more: shorter ones are in every passage."""
    return {word.removesuffix("s") for word in re.findall(r"\w{4,}", text.lower())}
