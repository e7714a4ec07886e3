"""yaml-language-server, spoken to as an editor speaks to it: JSON-RPC over its standard streams.

https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
"""

import json
import queue
import subprocess
import threading
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

from tests.support.outside.tools import tool

PATIENCE = 60
_HOME = Path(__file__).parents[3] / "build" / "language-server" / "node_modules" / ".bin"
_SETTINGS: dict[str, object] = {
    "validate": True,
    "hover": True,
    "completion": True,
    "schemaStore": {"enable": False},
}
_EDITOR = {
    "textDocument": {
        "completion": {
            "completionItem": {"snippetSupport": True, "documentationFormat": ["markdown", "plaintext"]}
        },
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {},
    },
    "workspace": {"configuration": True, "workspaceFolders": True},
}

Message = Mapping[str, Any]


class LanguageServer:
    """A running server, and the messages from it that nobody has asked for yet."""

    def __init__(self, folder: Path, **settings: object) -> None:
        """Start a server for *folder*, with *settings* of the section `yaml`."""
        self._settings = _SETTINGS | settings
        program = tool("yaml-language-server", _HOME, hint="`make language-server` installs it")
        self._process = subprocess.Popen(
            [program, "--stdio"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._numbers = count(1)
        self._come: queue.Queue[Message] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        opened = {"uri": folder.as_uri(), "name": folder.name}
        self.ask(
            "initialize",
            processId=None,
            rootUri=opened["uri"],
            workspaceFolders=[opened],
            capabilities=_EDITOR,
        )
        self.tell("initialized")
        while self._next().get("method") != "workspace/configuration":
            pass  # what is asked before it has its settings is answered without them

    def stop(self) -> None:
        self._process.kill()
        self._process.communicate()

    def ask(self, method: str, **parameters: object) -> Any:
        """Send a request and return its result; what the server asks meanwhile is answered."""
        number = next(self._numbers)
        self._send(id=number, method=method, params=parameters)
        while not ((said := self._next()).get("id") == number and "method" not in said):
            pass
        assert "error" not in said, said["error"]
        return said["result"]

    def tell(self, method: str, **parameters: object) -> None:
        """Send a notification."""
        self._send(method=method, params=parameters)

    def diagnostics(self, uri: str) -> list[Message]:
        """Return what the server publishes next about a document."""
        while True:
            said = self._next()
            if said.get("method") == "textDocument/publishDiagnostics" and said["params"]["uri"] == uri:
                return list(said["params"]["diagnostics"])

    def _send(self, **message: object) -> None:
        assert self._process.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _next(self) -> Message:
        said = self._come.get(timeout=PATIENCE)
        if "id" in said and "method" in said:
            asked = said["params"].get("items", ()) if said["method"] == "workspace/configuration" else ()
            known = [self._settings if each.get("section") == "yaml" else {} for each in asked]
            self._send(id=said["id"], result=known or None)
        return said

    def _read(self) -> None:
        assert self._process.stdout
        stream = self._process.stdout
        length = 0
        while line := stream.readline():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            elif not line.strip():
                self._come.put(json.loads(stream.read(length)))


class Document:
    """An intent that is open in the editor; the cursor stands at `|` in its text."""

    def __init__(self, server: LanguageServer, file: Path, text: str) -> None:
        self._server = server
        self._uri = file.as_uri()
        before, self._cursor, after = text.partition("|")
        self._text = before + after
        line = before.count("\n")
        self._at = {"line": line, "character": len(before) - before.rfind("\n") - 1}
        opened = {"uri": self._uri, "languageId": "yaml", "version": 1, "text": self._text}
        server.tell("textDocument/didOpen", textDocument=opened)

    def marked(self) -> list[tuple[str, str]]:
        """Return the text that is underlined, and the message, of each diagnostic in order."""
        found = self._server.diagnostics(self._uri)
        return [(self._within(each["range"]), each["message"]) for each in sorted(found, key=_place)]

    def offered(self) -> dict[str, str]:
        """Return the label of each completion, and the line under the cursor once it is taken."""
        answer = self._server.ask("textDocument/completion", **self._here())
        return {each["label"]: self._taken(each) for each in answer["items"]}

    def shown(self) -> str:
        """Return the Markdown that is shown when the pointer rests here."""
        answer = self._server.ask("textDocument/hover", **self._here())
        assert answer["contents"]["kind"] == "markdown"
        return str(answer["contents"]["value"])

    def _here(self) -> dict[str, object]:
        assert self._cursor, "where?"
        return {"textDocument": {"uri": self._uri}, "position": self._at}

    def _taken(self, item: Message) -> str:
        line = self._text.split("\n")[self._at["line"]]
        start, end = item["textEdit"]["range"]["start"], item["textEdit"]["range"]["end"]
        assert start["line"] == end["line"] == self._at["line"]
        return f"{line[: start['character']]}{item['textEdit']['newText']}{line[end['character'] :]}"

    def _within(self, place: Message) -> str:
        start, end = place["start"], place["end"]
        lines = self._text.split("\n")[start["line"] : end["line"] + 1]
        lines[-1] = lines[-1][: end["character"]]
        return "\n".join(lines)[start["character"] :]


def _place(diagnostic: Message) -> tuple[int, int]:
    start = diagnostic["range"]["start"]
    return start["line"], start["character"]
