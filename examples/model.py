"""The chat model, chosen by name: the setting ``MODEL`` is ``provider:model``, as in ``openai:gpt-5-mini``.

Keys and addresses are read by each provider's own package, from the variables it documents (``OPENAI_API_KEY``,
``OPENAI_BASE_URL``, ``ANTHROPIC_API_KEY``, ...). Nothing is built before the first question to the model, so that a
graph can be imported, drawn and inspected without any of them.
"""

import os
from importlib import import_module
from typing import NamedTuple

from langchain_core.language_models import BaseChatModel

DEFAULT = "openai:gpt-5-mini"


class Provider(NamedTuple):
    package: str
    chat_class: str
    #: The argument that takes the model's name.
    argument: str = "model"


PROVIDERS = {
    "openai": Provider("langchain-openai", "ChatOpenAI"),
    "azure_openai": Provider("langchain-openai", "AzureChatOpenAI", "azure_deployment"),
    "anthropic": Provider("langchain-anthropic", "ChatAnthropic"),
    "google_genai": Provider("langchain-google-genai", "ChatGoogleGenerativeAI"),
    "bedrock": Provider("langchain-aws", "ChatBedrockConverse"),
}


def chat_model() -> BaseChatModel:
    """The model that ``MODEL`` names; ``ValueError`` or ``ImportError`` says what to change if there is none."""
    name = os.environ.get("MODEL") or DEFAULT
    provider_name, _, model = name.partition(":")
    provider = PROVIDERS.get(provider_name)
    if provider is None or not model:
        raise ValueError(f"MODEL is {name!r}; it should be provider:model, with one of {', '.join(PROVIDERS)}")
    try:
        module = import_module(provider.package.replace("-", "_"))
    except ImportError as missing:
        raise ImportError(f"MODEL is {name!r}, which needs a package: pip install {provider.package}") from missing
    built = getattr(module, provider.chat_class)(**{provider.argument: model})
    assert isinstance(built, BaseChatModel)
    return built
