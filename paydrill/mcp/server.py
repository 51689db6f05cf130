"""Serve the tools to an agent, over its standard streams or over HTTP."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from paydrill import __version__
from paydrill.mcp.tools import INSTRUCTIONS, Tools
from paydrill.testing.errors import PaydrillError


def server(tools: Tools) -> MCPServer:
    """Make a server of tools; run it with `run("stdio")` or `run("streamable-http", port=…)`."""
    made = MCPServer("paydrill", instructions=INSTRUCTIONS, version=__version__)
    for tool in tools.all:
        made.tool()(_in_a_sentence(tool))
    return made


def _in_a_sentence(tool: Callable[..., Any]) -> Callable[..., Any]:
    """Tell the agent why a tool cannot do what it asks."""

    @wraps(tool)
    def telling(*given: Any, **named: Any) -> Any:
        try:
            return tool(*given, **named)
        except PaydrillError as error:
            raise ToolError(str(error)) from error

    return telling
