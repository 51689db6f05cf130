"""Serve the tools to an agent, over its standard streams or over HTTP."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool

from paydrill import __version__
from paydrill.mcp.tools import INSTRUCTIONS, Tools
from paydrill.testing.errors import PaydrillError


def server(tools: Tools) -> MCPServer:
    """Make a server of tools; run it with `run("stdio")` or `run("streamable-http", port=…)`."""
    offered = [_tool(each) for each in tools.all]
    return MCPServer("paydrill", instructions=INSTRUCTIONS, version=__version__, tools=offered)


def _tool(function: Callable[..., Any]) -> Tool:
    """Make a tool that refuses arguments that it does not have, and says why it cannot do more."""
    tool = Tool.from_function(_in_a_sentence(function))
    arguments = tool.fn_metadata.arg_model
    arguments.model_config["extra"] = "forbid"
    arguments.model_rebuild(force=True)
    tool.parameters["additionalProperties"] = False
    return tool


def _in_a_sentence(tool: Callable[..., Any]) -> Callable[..., Any]:
    """Tell the agent why a tool cannot do what it asks."""

    @wraps(tool)
    def telling(*given: Any, **named: Any) -> Any:
        try:
            return tool(*given, **named)
        except PaydrillError as error:
            raise ToolError(str(error)) from error

    return telling
