"""The types of `ui/src/types.ts` as far as it uses the language, to hold content against them."""

import re
from pathlib import Path
from typing import Any

TYPES = Path(__file__).parents[2] / "ui" / "src" / "types.ts"
_TOKEN = re.compile(r"/\*.*?\*/|//[^\n]*|'[^']*'|[A-Za-z_]\w*|\d+|[{}()\[\]<>|:;,?=]|\n", re.DOTALL)


class Types:
    """Declared types by name: interfaces as fields, aliases as what they stand for."""

    def __init__(self, text: str) -> None:
        self._tokens = [token for token in _TOKEN.findall(text) if not token.startswith(("/*", "//"))]
        self._at = 0
        self.declared: dict[str, Any] = {}
        while self._skip():
            self._declaration()

    def misfits(self, content: Any, kind: Any, at: str = "") -> list[str]:
        """Where content is not of a type (a name, or as it was read)."""
        if isinstance(kind, str):
            return self._plain(content, kind, at)
        form, inside = kind
        if form == "union":
            tries = [self.misfits(content, one, at) for one in inside]
            return [] if any(not found for found in tries) else min(tries, key=len)
        if form == "list":
            if not isinstance(content, list):
                return [f"{at}: no list"]
            return [bad for n, one in enumerate(content) for bad in self.misfits(one, inside, f"{at}[{n}]")]
        if form == "tuple":
            if not isinstance(content, list) or len(content) != len(inside):
                return [f"{at}: no list of {len(inside)}"]
            return [bad for n, one in enumerate(inside) for bad in self.misfits(content[n], one, f"{at}[{n}]")]
        if form == "record":
            if not isinstance(content, dict):
                return [f"{at}: no mapping"]
            return [bad for key, one in content.items() for bad in self.misfits(one, inside, f"{at}.{key}")]
        return self._fields(content, inside, at)

    def _fields(self, content: Any, fields: dict[str, tuple[bool, Any]], at: str) -> list[str]:
        if not isinstance(content, dict):
            return [f"{at}: no mapping"]
        lacking = [f"{at}.{name}: is lacking" for name, (needed, _) in fields.items() if needed and name not in content]
        known = [(name, kind) for name, (_, kind) in fields.items() if name in content]
        return lacking + [bad for name, kind in known for bad in self.misfits(content[name], kind, f"{at}.{name}")]

    def _plain(self, content: Any, kind: str, at: str) -> list[str]:
        if kind in self.declared:
            return self.misfits(content, self.declared[kind], at)
        number = isinstance(content, (int, float)) and not isinstance(content, bool)
        fits = {
            "string": isinstance(content, str),
            "number": number,
            "boolean": isinstance(content, bool),
            "null": content is None,
            "true": content is True,
            "false": content is False,
        }.get(kind, content == (kind[1:-1] if kind.startswith("'") else int(kind) if kind.isdigit() else None))
        return [] if fits else [f"{at}: {content!r:.40} is no {kind}"]

    def _skip(self) -> bool:
        while self._at < len(self._tokens) and self._tokens[self._at] in ("\n", ";", ","):
            self._at += 1
        return self._at < len(self._tokens)

    def _next(self) -> str:
        self._skip()
        self._at += 1
        return self._tokens[self._at - 1]

    def _peek(self) -> str:
        """The next token, line ends counted: they end a field."""
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _declaration(self) -> None:
        assert self._next() == "export"
        form, name = self._next(), self._next()
        base: dict[str, Any] = {}
        if form == "interface":
            if self._peek() == "extends":
                self._next()
                base = dict(self.declared[self._next()][1])
            self._next()
            self.declared[name] = ("fields", base | self._object())
        else:
            assert self._next() == "="
            self.declared[name] = self._type()

    def _object(self) -> dict[str, Any]:
        fields = {}
        while (name := self._next()) != "}":
            needed = self._peek() != "?"
            if not needed:
                self._next()
            assert self._next() == ":", name
            fields[name] = (needed, self._type())
        return fields

    def _type(self) -> Any:
        parts = [self._postfix()]
        while self._peek() == "|":
            self._next()
            parts.append(self._postfix())
        return parts[0] if len(parts) == 1 else ("union", parts)

    def _postfix(self) -> Any:
        kind = self._primary()
        while self._peek() == "[":
            self._next()
            assert self._next() == "]"
            kind = ("list", kind)
        return kind

    def _primary(self) -> Any:
        token = self._next()
        if token == "{":
            return "fields", self._object()
        if token == "(":
            kind = self._type()
            assert self._next() == ")"
            return kind
        if token == "[":
            kinds = [self._type()]
            while self._peek() == ",":
                self._at += 1
                kinds.append(self._type())
            assert self._next() == "]"
            return "tuple", kinds
        if token == "Record":
            assert [self._next() for _ in range(2)] == ["<", "string"]
            kind = self._type()
            assert self._next() == ">"
            return "record", kind
        return token


def types() -> Types:
    """Those of the page."""
    return Types(TYPES.read_text(encoding="utf-8"))
