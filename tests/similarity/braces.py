"""Java and C++ as a tree of statements, and back: enough of both for programs of beginners.

Nothing is resolved: a statement is its tokens, a block its statements. What the parser does not know (switch, lambda,
anonymous class, initialiser) stays a run of tokens inside a statement and is printed as it was.
"""
import re

LEXER = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<pre>^[ \t]*\#(?:[^\n\\]|\\.|\\\n)*)|(?P<space>\s+)
    |(?P<string>\"\"\".*?\"\"\"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+')|(?P<number>\d(?:[eE][-+]|[\w.'])*|\.\d[\w.]*)
    |(?P<word>@?[A-Za-z_]\w*)|(?P<op><<=|\.\.\.|->|::|\+\+|--|&&|\|\||[=!<>]=|[-+*/%&|^]=|<<|.)""",
    re.X | re.S | re.M)
OPEN, CLOSE = {"(": ")", "[": "]", "{": "}"}, {")", "]", "}"}
TYPE_WORDS = {"class", "struct", "interface", "record", "namespace"}


class Token:
    __slots__ = ("kind", "text", "space", "lead", "trail", "blank")

    def __init__(self, kind, text, space=False):
        self.kind, self.text, self.space = kind, text, space
        self.lead, self.trail, self.blank = [], [], False

    def copy(self):
        other = Token(self.kind, self.text, self.space)
        return other


def lex(source):
    """The tokens; comments hang on the token that follows, or on the one before in the same line."""
    tokens, space, newline, blank, waiting = [], False, True, False, []
    for match in LEXER.finditer(source):
        kind, text = match.lastgroup, match.group()
        if kind == "space":
            space, newline, blank = True, newline or "\n" in text, blank or text.count("\n") > 1
        elif kind == "comment":
            if tokens and not newline:
                tokens[-1].trail.append(text)
            else:
                waiting.append(text)
            if text.startswith("//"):
                newline = True
        else:
            token = Token(kind, text.strip() if kind == "pre" else text, space)
            token.lead, waiting, token.blank = waiting, [], blank
            tokens.append(token)
            space = newline = blank = False
    if waiting and tokens:
        tokens[-1].trail += [c for c in waiting if not c.startswith("//")]
    return tokens


class Node:
    """kind: simple, block, if, for, while, do, try, function, type. Fields depend on it."""

    def __init__(self, kind, **fields):
        self.kind = kind
        self.__dict__.update(fields)


def simple(text):
    return Node("simple", tokens=lex(text))


class Parser:
    def __init__(self, tokens):
        self.tokens, self.at = tokens, 0

    def text(self, ahead=0):
        index = self.at + ahead
        return self.tokens[index].text if index < len(self.tokens) else ""

    def take(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def balanced(self):
        """The tokens from an opening bracket to its closing one."""
        begin, depth = self.at, 0
        while True:
            text = self.take().text
            depth += (text in OPEN) - (text in CLOSE)
            if depth == 0:
                return self.tokens[begin:self.at]

    # Members of a file, class or namespace.
    def members(self):
        items = []
        while self.at < len(self.tokens) and self.text() != "}":
            items.append(self.member())
        return items

    def member(self):
        begin, assigned, called = self.at, False, False
        if self.tokens[self.at].kind == "pre":
            return Node("simple", tokens=[self.take()])
        if self.text() in ("public", "private", "protected") and self.text(1) == ":":
            return Node("simple", tokens=[self.take(), self.take()])
        while True:
            text = self.text()
            if text == "{" and not assigned:
                header = self.tokens[begin:self.at]
                words = {t.text for t in header}
                if words & TYPE_WORDS and not (called and "record" not in words):
                    return self.type(header)
                if called or words == {"static"}:
                    return Node("function", header=header, body=self.block(), members=None)
                self.balanced()
                if "enum" in words and self.text() != ";":
                    return Node("simple", tokens=self.tokens[begin:self.at])
            elif text in OPEN:
                called = called or text == "("
                self.balanced()
            else:
                assigned = assigned or text == "="
                if self.take().text == ";":
                    return Node("simple", tokens=self.tokens[begin:self.at])

    def type(self, header):
        opening = self.take()
        items = self.members()
        closing = self.take()
        tail = [self.take()] if self.text() == ";" else []
        return Node("type", header=header, opening=opening, members=items, closing=closing, tail=tail)

    # Statements.
    def block(self):
        opening, items = self.take(), []
        while self.text() != "}":
            items.append(self.statement())
        return Node("block", opening=opening, items=items, closing=self.take())

    def statement(self):
        word = self.text()
        if word == "{":
            return self.block()
        if word == "if":
            return self.if_()
        if word == "for":
            keyword, head = self.take(), self.balanced()
            return Node("for", keyword=keyword, head=head, body=self.statement())
        if word == "while":
            keyword, head = self.take(), self.balanced()
            return Node("while", keyword=keyword, head=head, body=self.statement())
        if word == "do":
            keyword, body = self.take(), self.statement()
            tail = [self.take()] + self.balanced() + [self.take()]
            return Node("do", keyword=keyword, body=body, tail=tail)
        if word == "try":
            return self.try_()
        if self.text(1) == ":" and word.isidentifier() and word not in ("case", "default"):
            return Node("simple", tokens=[self.take(), self.take()])  # a label
        return self.simple()

    def if_(self):
        keyword, head = self.take(), self.balanced()
        then, other, word = self.statement(), None, None
        if self.text() == "else":
            word = self.take()
            other = self.statement()
        return Node("if", keyword=keyword, head=head, then=then, word=word, other=other)

    def try_(self):
        parts = []
        while self.text() in ("try", "catch", "finally"):
            header = [self.take()]
            if self.text() == "(":
                header += self.balanced()
            parts.append((header, self.block()))
        return Node("try", parts=parts)

    def macro_loops(self):
        """At `rep(i, n) {` and `rep(i, n) rep(j, m) {`: only a macro of the program's own reads like that."""
        at = self.at
        while at + 1 < len(self.tokens) and self.tokens[at].text.isidentifier() and self.tokens[at + 1].text == "(":
            depth, at = 1, at + 2
            while depth and at < len(self.tokens):
                depth += (self.tokens[at].text in OPEN) - (self.tokens[at].text in CLOSE)
                at += 1
        return at > self.at and at < len(self.tokens) and self.tokens[at].text == "{"

    def simple(self):
        begin, braces_end = self.at, self.text() == "switch" or self.macro_loops()
        while True:
            text = self.text()
            if text in OPEN:
                self.balanced()
                if text == "{" and braces_end:
                    return Node("simple", tokens=self.tokens[begin:self.at])
            elif self.take().text == ";":
                return Node("simple", tokens=self.tokens[begin:self.at])


def parse(source):
    return Node("type", header=[], opening=None, members=Parser(lex(source)).members(), closing=None, tail=[])


def op(text, space=False):
    return Token("op", text, space)


def flat(node):
    """The tokens of a node, in order."""
    if node.kind == "simple":
        return list(node.tokens)
    if node.kind == "block":
        return [node.opening] + [t for item in node.items for t in flat(item)] + [node.closing]
    if node.kind in ("for", "while"):
        return [node.keyword] + node.head + flat(node.body)
    if node.kind == "if":
        tokens = [node.keyword] + node.head + flat(node.then)
        return tokens if node.other is None else tokens + [node.word] + flat(node.other)
    if node.kind == "do":
        return [node.keyword] + flat(node.body) + node.tail
    if node.kind == "try":
        return [t for header, body in node.parts for t in header + flat(body)]
    if node.kind == "function":
        return node.header + flat(node.body)
    inner = [t for item in node.members for t in flat(item)]
    if node.opening is None:
        return inner
    return node.header + [node.opening] + inner + [node.closing] + node.tail


def block(items):
    return Node("block", opening=op("{", True), items=items, closing=op("}"))


def children(node):
    """Every node right below."""
    if node.kind == "block":
        return list(node.items)
    if node.kind in ("for", "while", "do", "function"):
        return [node.body]
    if node.kind == "if":
        return [node.then] + ([node.other] if node.other else [])
    if node.kind == "try":
        return [body for _, body in node.parts]
    return list(node.members) if node.kind == "type" else []


def walk(node):
    yield node
    for child in children(node):
        yield from walk(child)


class Layout:
    """How a printer writes: the blanks of one indentation, where braces stand, whether blank lines stay."""

    def __init__(self, indent="    ", own_line=False, blanks=True, tight=False):
        self.indent, self.own_line, self.blanks, self.tight = indent, own_line, blanks, tight


TIGHT = {"=", "+", "-", "*", "/", "%", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=", "<<"}
INITIALISED = {"=", ",", "(", "{", "return", "]", ">", "<<"}


class Printer:
    def __init__(self, layout):
        self.layout, self.lines, self.line, self.depth = layout, [], "", 0
        self.brackets = []  # of "(", "[", "{" (a block), "i" (an initialiser)

    def end(self):
        if self.line.strip():
            self.lines.append(self.line.rstrip())
        self.line = ""

    def put(self, text, space):
        if not self.line:
            self.line = self.layout.indent * self.depth + text
        else:
            self.line += (" " if space else "") + text

    def comments(self, texts):
        for text in texts:
            self.end()
            for part in text.split("\n"):
                self.put(re.sub(r"^\s*\*", " *", part), False)
                self.end()

    def is_initialiser(self, tokens, index):
        if self.brackets and self.brackets[-1] in ("i",):
            return True
        if index == 0:
            return False
        before = tokens[index - 1]
        if before.text == "]" and index > 1 and tokens[index - 2].text == "[" and index > 2 and \
                tokens[index - 3].kind == "word" and tokens[index - 3].text not in ("return",):
            return True
        if before.text in ("=", ",", "(", "return", "<<") or before.text == "{" and self.brackets[-1:] == ["i"]:
            return True
        # A name and a brace without a blank: an object that is initialised, as in "Point{1, 2}".
        return not tokens[index].space and before.kind == "word" and before.text not in ("else", "do", "try")

    def space(self, token, before):
        if before is not None and before.kind in ("word", "number") and token.kind in ("word", "number", "string"):
            return True
        if self.layout.tight and before is not None and (token.text in TIGHT or before.text in TIGHT):
            return before.text in ("<<", "-", "+") and token.text == before.text
        return token.space

    def print(self, tokens):
        before, label, parens = None, False, 0
        for index, token in enumerate(tokens):
            if token.blank and self.layout.blanks and not self.line and self.lines and self.lines[-1]:
                self.lines.append("")
            if token.lead:
                self.comments(token.lead)
            text = token.text
            parens = sum(1 for b in self.brackets if b in "([")
            if token.kind == "pre":
                self.end()
                self.lines.append(text)
            elif text == "{" and not self.is_initialiser(tokens, index):
                if self.layout.own_line:
                    self.end()
                self.put("{", token.space or before is not None and before.text == ")")
                self.brackets.append("{")
                self.depth += 1
            elif text == "}" and self.brackets[-1:] == ["{"]:
                self.end()
                self.brackets.pop()
                self.depth -= 1
                self.put("}", False)
            else:
                if text == "{":
                    self.brackets.append("i")
                elif text in ("(", "["):
                    self.brackets.append(text)
                elif text in CLOSE:
                    self.brackets.pop()
                space = self.space(token, before)
                if before is not None and before.text == "}" and text in ("else", "catch", "while", "finally"):
                    space = True
                self.put(text, space)
            if token.trail:
                for comment in token.trail:
                    self.put(comment, True)
                    if "\n" in comment or comment.startswith("//"):
                        self.end()
            self.after(tokens, index, label, parens)
            label = self.is_label(tokens, index, label)
            before = token if self.line else None
        self.end()
        return "\n".join(self.lines) + "\n"

    def is_label(self, tokens, index, label):
        text = tokens[index].text
        if text in ("case", "default"):
            return True
        if text in ("public", "private", "protected") and tokens[index + 1].text == ":":
            return True
        return label and text not in (":", "->", ";")

    def after(self, tokens, index, label, parens):
        """Ends the line where a statement, a block or a label ends."""
        text, following = tokens[index].text, tokens[index + 1].text if index + 1 < len(tokens) else ""
        in_block = not self.brackets or self.brackets[-1] == "{"
        if tokens[index].kind == "pre" or text == ";" and in_block:
            self.end()
        elif text == "{" and self.brackets[-1:] == ["{"]:
            self.end()
        elif text == "}" and in_block and following not in (";", ",", ")", "."):
            if self.layout.own_line or following not in ("else", "catch", "finally", "while"):
                if not (following and self.line.strip() != "}"):
                    self.end()
        elif label and text == ":" and in_block:
            self.end()
        elif text.startswith("@") and in_block and following != "(" and tokens[index].kind == "word":
            self.end()


def show(node, layout=None):
    return Printer(layout or Layout()).print(flat(node))
