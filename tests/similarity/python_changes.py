"""What somebody does to a Python program so that it looks like another and does the same.

The changes of levels 2 and up work on the syntax tree, which forgets comments and layout: whoever rewrites so much loses
them too. `comments` puts others in at the end.
"""
import ast
import builtins
import io
import re
import tokenize

from braces_changes import REMARKS, STEMS

BUILTIN = set(dir(builtins))
PURE = (ast.Constant, ast.Name, ast.List, ast.Dict, ast.Tuple, ast.Load, ast.Store, ast.BinOp, ast.operator)


# L1 -----------------------------------------------------------------------------------------------------------------

def comments(source, random, keep=0.0, new=0.2):
    """Old comments and texts that only document go; others come."""
    lines = source.split("\n")
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(source).readline))):
        row, column = token.start
        if token.type == tokenize.COMMENT and random.random() >= keep:
            rest = lines[row - 1][:column].rstrip()
            lines[row - 1:row] = [rest] if rest else []
    source = "\n".join(lines)
    starts, tree = set(), ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            starts.add(node.lineno)
    lines = source.split("\n")
    for row in sorted(starts, reverse=True):
        line = lines[row - 1]
        if random.random() < new and not line.strip().startswith(("elif", "else")):
            text = "# " + random.choice(REMARKS)
            indent = line[:len(line) - len(line.lstrip())]
            if random.random() < 0.5 and line.strip():
                lines.insert(row - 1, indent + text)
            elif line.strip().endswith((")", ":")) or re.fullmatch(r"\s*[\w\s=+.*-]+", line):
                lines[row - 1] = line + "  " + text if not line.rstrip().endswith(("\\", ",", "(", "[")) else line
    return "\n".join(lines)


def layout(source, random):
    """Of a text indented by four: other indentation, other blank lines; blanks around signs as another hand sets them."""
    width = random.choice([2, 3, 4, 8])
    tight, out = random.random() < 0.5, []
    protected = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.STRING and token.end[0] > token.start[0]:
            protected |= set(range(token.start[0] + 1, token.end[0] + 1))
    for row, line in enumerate(source.split("\n"), 1):
        if row in protected:
            out.append(line)
            continue
        text = line.lstrip(" ")
        depth = len(line) - len(text)
        if not text:
            if out and out[-1] and random.random() < 0.7:
                out.append("")
            continue
        if tight and not re.search(r"['\"#]", text):
            text = re.sub(r" ([-+*/%]|==|<=|>=|<|>|\+=|-=|=) ", r"\1", text)
        out.append(" " * (depth // 4 * width + depth % 4) + text)
        if random.random() < 0.08 and text.endswith(")"):
            out.append("")
    return "\n".join(out).rstrip("\n") + "\n"


def without_documentation(tree):
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Module)) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
                node.body[0:1] = [] if len(node.body) > 1 else [ast.Pass()]
    return tree


# L2 -----------------------------------------------------------------------------------------------------------------

def rename(tree, random, share=1.0):
    """Names that the program binds; attributes only where a class here declares them."""
    bound, keywords, imported, attributes, methods = set(), set(), set(), set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            bound.add(node.name)
            if isinstance(node, ast.ClassDef):
                methods |= {f.name for f in node.body if isinstance(f, ast.FunctionDef)}
        elif isinstance(node, ast.keyword) and node.arg:
            keywords.add(node.arg)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            imported |= {(a.asname or a.name) for a in node.names}
        elif isinstance(node, ast.ExceptHandler) and node.name:
            imported.add(node.name)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
            attributes.add(node.attr)
        elif isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name:
            imported.add(node.name)
    foreign = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr not in attributes | methods:
            foreign.add(node.attr)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            foreign.add(node.target.id)  # may be a field of a dataclass
    kept = keywords | imported | foreign | {"self", "main", "cls", "_"} | BUILTIN
    library = set(dir(list)) | set(dir(dict)) | set(dir(str)) | set(dir(set))
    used, style, table = set(bound) | BUILTIN, random.choice(["snake", "camel", "short"]), {}
    for name in sorted((bound | attributes | methods) - kept):
        if name.startswith("__") or name in library & (attributes | methods) or random.random() >= share:
            continue
        while True:
            first, second = random.sample(STEMS, 2)
            fresh = {"snake": f"{first}_{second}", "camel": first + second.capitalize(),
                     "short": first[:random.randint(1, 4)] + random.choice(["", "1", "2"])}[style]
            if name[0].isupper() and not name.isupper():
                fresh = first.capitalize() + second.capitalize()
            elif name.isupper() and len(name) > 1:
                fresh = f"{first}_{second}".upper()
            if fresh not in used and fresh not in ("if", "in", "or", "is", "do", "as"):
                break
        used.add(fresh)
        table[name] = fresh
    for node in ast.walk(tree):
        for field in ("id", "arg", "name", "attr"):
            old = getattr(node, field, None)
            if isinstance(old, str) and old in table and not isinstance(node, (ast.alias, ast.keyword)):
                setattr(node, field, table[old])
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            node.names = [table.get(n, n) for n in node.names]


# L3 -----------------------------------------------------------------------------------------------------------------

def bodies(tree):
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            body = getattr(node, field, None)
            if isinstance(body, list) and body:
                yield node, field, body


def plain(statement):
    """The names of an assignment that calls nothing."""
    if not isinstance(statement, ast.Assign) or not all(isinstance(t, ast.Name) for t in statement.targets):
        return None
    if not all(isinstance(n, PURE) for n in ast.walk(statement.value)):
        return None
    return {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)}


def swap_statements(tree, random):
    for _, _, body in bodies(tree):
        at = 0
        while at + 1 < len(body):
            left, right = body[at], body[at + 1]
            names = plain(left) or plain(right)
            other = right if plain(left) else left
            if names and isinstance(other, ast.Assign) and random.random() < 0.8 and \
                    not names & {n.id for n in ast.walk(other) if isinstance(n, ast.Name)}:
                body[at:at + 2] = [right, left]
                at += 1
            at += 1


def shuffle_functions(tree, random):
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Module, ast.ClassDef)):
            continue
        places = [i for i, s in enumerate(node.body) if isinstance(s, ast.FunctionDef) and not s.decorator_list]
        # Only what stands together: a default or a decorator may need what is above.
        if places and places == list(range(places[0], places[0] + len(places))):
            moved = [node.body[i] for i in places]
            random.shuffle(moved)
            node.body[places[0]:places[0] + len(places)] = moved


def constants(tree, random, most=2):
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Constant) and type(inner.value) is int and inner.value > 9:
                    found.setdefault(inner.value, f"CONST_{inner.value}")
    if any(isinstance(n, ast.Match) for n in ast.walk(tree)):
        return
    chosen = random.sample(sorted(found), min(most, len(found)))

    class Name(ast.NodeTransformer):
        def visit_Constant(self, node):
            if type(node.value) is int and node.value in chosen:
                return ast.Name(found[node.value], ast.Load())
            return node

    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.body = [Name().visit(s) for s in node.body]
    at = next((i for i, s in enumerate(tree.body) if not isinstance(s, (ast.Import, ast.ImportFrom))), 0)
    for value in chosen:
        tree.body.insert(at, ast.parse(f"{found[value]} = {value}").body[0])


# L4 -----------------------------------------------------------------------------------------------------------------

def local_names(function):
    names = {a.arg for a in function.args.args}
    names |= {n.name for n in ast.walk(function) if isinstance(n, (ast.MatchAs, ast.ExceptHandler)) and n.name}
    return names | {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def extract(tree, random, most=3):
    """Conditions, and lines of output, become functions."""
    if any(isinstance(n, (ast.Global, ast.Nonlocal)) for n in ast.walk(tree)):
        return
    number, hosts = 0, [n for n in tree.body if isinstance(n, ast.FunctionDef)]
    places = [(f, n) for f in hosts for n in ast.walk(f) if isinstance(n, (ast.If, ast.While, ast.Expr))]
    random.shuffle(places)
    for function, node in places:
        if number == most:
            break
        code = node.value if isinstance(node, ast.Expr) else node.test
        bad = (ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.ListComp, ast.GeneratorExp, ast.Lambda)
        if isinstance(node, ast.Expr) and not (isinstance(code, ast.Call) and getattr(code.func, "id", "") == "print"):
            continue
        if any(isinstance(n, bad) for n in ast.walk(code)) or isinstance(code, (ast.Constant, ast.Name)):
            continue
        inner = [f for f in ast.walk(function) if isinstance(f, (ast.FunctionDef, ast.ListComp, ast.GeneratorExp))]
        names = local_names(function)
        if len(inner) > 1 and isinstance(inner[1], ast.FunctionDef):
            continue
        wanted = []
        for name in ast.walk(code):
            if isinstance(name, ast.Name) and name.id in names and name.id not in wanted:
                wanted.append(name.id)
        number += 1
        fresh = f"{random.choice(['check', 'test', 'show', 'do'])}_{random.choice(STEMS)}{number}"
        text = ast.unparse(code)
        made = ast.parse(f"def {fresh}({', '.join(wanted)}):\n    {'' if isinstance(node, ast.Expr) else 'return '}{text}")
        tree.body.insert(tree.body.index(function), made.body[0])
        call = ast.parse(f"{fresh}({', '.join(wanted)})", mode="eval").body
        if isinstance(node, ast.Expr):
            node.value = call
        else:
            node.test = call


# L5 -----------------------------------------------------------------------------------------------------------------

class Loops(ast.NodeTransformer):
    """for over a range or a list becomes while."""

    def __init__(self, share, random):
        self.share, self.random, self.number = share, random, 0

    def visit_For(self, node):
        self.generic_visit(node)
        jumps = any(isinstance(n, ast.Continue) for n in ast.walk(node))
        if jumps or node.orelse or self.random.random() >= self.share:
            return node
        self.number += 1
        call = node.iter
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "range" and len(call.args) < 3 and \
                isinstance(node.target, ast.Name):
            name = node.target.id
            written = any(isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store)
                          for s in node.body for n in ast.walk(s))
            if written:
                return node
            low = ast.unparse(call.args[0]) if len(call.args) == 2 else "0"
            high = ast.unparse(call.args[-1])
            end, first = high, []
            if not isinstance(call.args[-1], (ast.Constant, ast.Name)):
                end = f"stop{self.number}"
                first = ast.parse(f"{end} = {high}").body
            loop = ast.parse(f"{name} = {low}\nwhile {name} < {end}:\n    pass").body
            loop[1].body = node.body + ast.parse(f"{name} += 1").body
            return first + loop
        if isinstance(call, (ast.Name, ast.Attribute)) or isinstance(call, ast.Call) and \
                getattr(call.func, "id", "") == "sorted":
            index, held = f"k{self.number}", f"seq{self.number}"
            loop = ast.parse(f"{held} = list({ast.unparse(call)})\n{index} = 0\nwhile {index} < len({held}):\n    pass").body
            target = ast.unparse(node.target)
            loop[2].body = ast.parse(f"{target} = {held}[{index}]\n{index} = {index} + 1").body + node.body
            return loop
        return node


class Steps(ast.NodeTransformer):
    def visit_AugAssign(self, node):
        if isinstance(node.target, ast.Name) and isinstance(node.op, (ast.Add, ast.Sub)) and \
                isinstance(node.value, (ast.Constant, ast.Name)):
            name = node.target.id
            value = ast.BinOp(ast.Name(name, ast.Load()), node.op, node.value)
            return ast.Assign([ast.Name(name, ast.Store())], value, lineno=1)
        return node


# L6 -----------------------------------------------------------------------------------------------------------------

class Conditions(ast.NodeTransformer):
    FLIP = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}

    def __init__(self, random):
        self.random, self.number = random, 0

    def visit_Compare(self, node):
        self.generic_visit(node)
        if len(node.ops) == 1 and type(node.ops[0]) in self.FLIP and self.random.random() < 0.7 and \
                not any(isinstance(n, ast.Call) for n in ast.walk(node)):
            return ast.Compare(node.comparators[0], [self.FLIP[type(node.ops[0])]()], [node.left])
        return node

    def visit_If(self, node):
        self.generic_visit(node)
        chain = len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)
        if node.orelse and not chain and self.random.random() < 0.8:
            test = ast.UnaryOp(ast.Not(), node.test)
            return ast.If(test, node.orelse, node.body)
        if not node.orelse and isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.And):
            inner = ast.If(ast.BoolOp(ast.And(), node.test.values[1:]) if len(node.test.values) > 2 else
                           node.test.values[1], node.body, [])
            return ast.If(node.test.values[0], [inner], [])
        return node

    def visit_Return(self, node):
        self.generic_visit(node)
        if node.value is not None and not isinstance(node.value, (ast.Constant, ast.Name)) and self.random.random() < 0.7:
            self.number += 1
            name = f"res{self.number}"
            return [ast.Assign([ast.Name(name, ast.Store())], node.value, lineno=1),
                    ast.Return(ast.Name(name, ast.Load()))]
        return node


# insert -------------------------------------------------------------------------------------------------------------

def insert(tree, random, share=0.85):
    number = 0
    for host, _, body in list(bodies(tree)):
        if isinstance(host, ast.ClassDef) or not isinstance(body[0], ast.stmt):
            continue
        items, names = [], []
        for item in body:
            dead = None
            if random.random() < share and not isinstance(item, (ast.ImportFrom, ast.Global)):
                number += 1
                dead = dead_statement(random, names, number)
            leaves = isinstance(item, (ast.Return, ast.Break, ast.Continue, ast.Raise))
            items += ([dead, item] if leaves else [item, dead]) if dead else [item]
        body[:] = items


def dead_statement(random, names, number):
    choice = random.randrange(5)
    if not names or choice == 0:
        names.append(f"dummy{number}")
        text = f"{names[-1]} = {random.randrange(2, 99)}"
    elif choice == 1:
        text = f"{names[-1]} = {names[-1]} * {random.randrange(2, 9)} % {random.randrange(11, 99)}"
    elif choice == 2:
        text = f"if {random.choice(names)} < 0:\n    {names[-1]} = 0"
    elif choice == 3:
        text = f"{random.choice(names)} += {random.randrange(1, 50)}"
    else:
        names.append(f"unused{number}")
        text = f"{names[-1]} = {names[-2]} + {random.randrange(1, 50)}"
    return ast.parse(text).body[0]


def parse(source):
    return ast.parse(source)


def show(tree):
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"
