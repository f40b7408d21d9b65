"""The chat of the handlers' tests: jobs act on what people said."""

from tests.handlers.conftest import chat

__all__ = ["chat"]
