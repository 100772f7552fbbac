"""What somebody does to a Java or C++ program so that it looks like another and does the same.

Each function changes a tree of braces.py in place, by a random.Random that it is given: the same seed, the same text.
Where it is not plain that a change keeps the meaning, it is left out; the checks compile and run every result.
"""
import re

import braces
from braces import Node, block, flat, lex, op, simple, walk

SCALARS = {"int", "long", "double", "char", "bool", "boolean", "float", "size_t", "String", "Integer"}
NOT_TYPES = {"return", "throw", "else", "new", "delete", "break", "continue", "using", "import", "package", "case",
             "goto", "default", "if", "while", "for", "do", "switch", "try", "cout", "cin", "template", "typename", "yield"}
MODIFIERS = {"final", "const", "static", "private", "public", "protected", "constexpr", "inline", "unsigned", "virtual"}
# Names that a library or the language gives a meaning to.
KNOWN = set("""main Main args std System out in err println print printf size length get put add remove push_back
push pop top front back begin end first second count find insert erase clear empty equals hashCode toString compareTo
compare run apply test accept next nextInt nextLine hasNext hasNextInt hasNextLine close charAt substring split trim
join format append sort max min abs valueOf parseInt values name key value getOrDefault containsKey keySet entrySet
getKey getValue computeIfAbsent merge stream map filter collect c_str str find_first_of at resize assign swap Override
contains isEmpty indexOf set iterator it this super true false null nullptr operator string vector""".split())
FREE = set("""System out in err std cout cin endl Math Integer Long String Character Double max min abs true false null
nullptr this isdigit isalpha toupper tolower string size_t to_string INT_MAX new""".split())


def word(token):
    return token.kind == "word"


def split_at(tokens, text, angles=False):
    """The parts between `text` that stands in no brackets; with `angles`, < and > are brackets."""
    parts, depth = [[]], 0
    for token in tokens:
        if token.text == text and depth == 0:
            parts.append([])
            continue
        depth += (token.text in braces.OPEN) - (token.text in braces.CLOSE)
        if angles:
            depth += (token.text == "<") - (token.text == ">")
        parts[-1].append(token)
    return parts


def declared(tokens):
    """(type text, name) where the tokens begin a declaration, else None."""
    at = 0
    while at < len(tokens) and (tokens[at].text in MODIFIERS or tokens[at].text.startswith("@")):
        at += 1
    begin = at
    if at >= len(tokens) or not word(tokens[at]) or tokens[at].text in NOT_TYPES:
        return None
    at += 1
    while at + 1 < len(tokens) and tokens[at].text in ("::", ".") and word(tokens[at + 1]):
        at += 2
    if at + 1 < len(tokens) and tokens[at - 1].text in ("long", "unsigned") and tokens[at].text in ("long", "int"):
        at += 1
    if at < len(tokens) and tokens[at].text == "<":
        depth = 0
        while at < len(tokens):
            depth += (tokens[at].text == "<") - (tokens[at].text == ">")
            if tokens[at].text in (";", "(", "&&", "||"):
                return None
            at += 1
            if depth == 0:
                break
    while at < len(tokens) and tokens[at].text in ("[", "]", "&", "*"):
        at += 1
    if at >= len(tokens) or not word(tokens[at]) or tokens[at].text in NOT_TYPES:
        return None
    if at + 1 < len(tokens) and tokens[at + 1].text not in ("=", ";", ",", ":", ")", "[", "{", "("):
        return None
    kind = " ".join(t.text for t in tokens[begin:at])
    before = tokens[:begin]
    if any(t.text == "const" for t in before):
        kind = "const " + kind
    return kind.replace(" :: ", "::").replace(" < ", "<").replace(" >", ">"), tokens[at].text


def parameters(function):
    """(type, name) of each parameter."""
    texts = [t.text for t in function.header]
    opening = texts.index("(") if "(" in texts else len(texts)
    inner = braces.Parser(function.header)
    inner.at = opening
    return [p for p in map(declared, split_at(inner.balanced()[1:-1], ",", angles=True)) if p] if opening < len(texts) else []


def name_of(function):
    texts = [t.text for t in function.header]
    return texts[texts.index("(") - 1] if "(" in texts else ""


def locals_of(function):
    found = dict((name, kind) for kind, name in parameters(function))
    for node in walk(function.body):
        heads = [node.tokens] if node.kind == "simple" else []
        if node.kind == "for":
            heads = split_at(node.head[1:-1], ";")[:1]
        if node.kind == "try":
            heads = [header[2:-1] for header, _ in node.parts if len(header) > 1]
        for tokens in heads:
            one = declared(tokens)
            if one:
                kind, name = one
                # One name with two types is known of neither.
                found[name] = kind if found.get(name, kind) == kind else "?"
                for more in split_at(tokens, ",", angles=True)[1:]:
                    if more and word(more[0]) and kind != "?":
                        found[more[0].text] = kind
    return found


def functions(tree):
    return [n for n in walk(tree) if n.kind == "function"]


def types(tree):
    return [n for n in walk(tree) if n.kind == "type" and n.opening is not None]


def fields(tree):
    return {d[1] for t in [tree] + types(tree) for m in t.members if m.kind == "simple"
            for d in [declared(m.tokens)] if d}


def type_names(tree):
    names = []
    for node in types(tree):
        texts = [t.text for t in node.header]
        for keyword in ("class", "struct", "interface", "record"):
            if keyword in texts:
                names.append(texts[texts.index(keyword) + 1])
    return names


def assigned(tokens):
    """Whether an expression changes something, as far as its signs say (>> reads)."""
    if any(a.text == b.text == ">" and not b.space for a, b in zip(tokens, tokens[1:])):
        return True
    return any(t.text in ("=", "++", "--", "+=", "-=", "*=", "/=", "%=", "->", ";", "instanceof") for t in tokens)


def is_cpp(tree):
    return any(t.kind == "pre" for t in flat(tree)[:40])


# L1 -----------------------------------------------------------------------------------------------------------------

REMARKS = ["read the input", "go on with the next one", "this part does the calculation", "helper", "see lecture 4",
           "print it", "start value", "check first", "update", "main part", "loop over everything", "result"]


def comments(tree, random, keep=0.0, new=0.15):
    """Old comments go (each stays with `keep`), others come."""
    for token in flat(tree):
        token.lead = [c for c in token.lead if random.random() < keep]
        token.trail = [c for c in token.trail if random.random() < keep]
    for node in walk(tree):
        if node.kind in ("simple", "for", "while", "if") and random.random() < new:
            first = flat(node)[0]
            if first.kind != "pre":
                first.lead.append("// " + random.choice(REMARKS))


def layout(random):
    return braces.Layout(indent=random.choice(["  ", "    ", "\t", "   "]), own_line=random.random() < 0.5,
                         blanks=random.random() < 0.4, tight=random.random() < 0.35)


# L2 -----------------------------------------------------------------------------------------------------------------

STEMS = ["data", "val", "item", "current", "temp", "num", "list", "entry", "info", "res", "part", "state", "elem",
         "acc", "work", "piece", "cell", "mark", "level", "node", "amount", "store", "wert", "zahl", "dato", "liste",
         "buf", "row", "pos", "obj", "stuff", "thing", "base", "cur", "old", "fresh", "limit", "total", "unit", "box"]


def new_name(random, old, used, style):
    while True:
        first, second = random.sample(STEMS, 2)
        if old[:1].isupper() and not old.isupper():
            name = first.capitalize() + second.capitalize()
        elif old.isupper() and len(old) > 1:
            name = f"{first}_{second}".upper()
        elif style == "short":
            name = first[:random.randint(1, 4)] + random.choice(["", "", "1", "2", "x"])
        else:
            name = first + (second.capitalize() if style == "camel" else "_" + second)
        if name not in used and name not in KNOWN and name not in ("do", "if", "num", "int"):
            used.add(name)
            return name


def rename(tree, random, share=1.0):
    """Every name that the program declares gets another; what a library knows by that name does not."""
    tokens = flat(tree)
    names = {name for f in functions(tree) for name in locals_of(f)}
    members = {name_of(f) for f in functions(tree)} | fields(tree) | set(type_names(tree))
    for node in types(tree):
        if any(t.text == "record" for t in node.header):
            members |= {name for _, name in parameters(node)}
    for before, token in zip(tokens, tokens[1:]):
        foreign = before.text in (".", "->", "::") and token.text not in members
        if foreign or before.text == "enum":
            names.discard(token.text)
    candidates = sorted(n for n in (names | members) - KNOWN if n and n[0] != "@")
    used, style = {t.text for t in tokens if word(t)}, random.choice(["camel", "snake", "short"])
    table = {n: new_name(random, n, used, style) for n in candidates if random.random() < share}
    for token in tokens:
        if word(token):
            token.text = table.get(token.text, token.text)


# L3 -----------------------------------------------------------------------------------------------------------------

def plain_declaration(node):
    """The name and the words of a declaration that calls nothing and changes nothing else; None if it is not one."""
    if node.kind != "simple" or not declared(node.tokens):
        return None
    after = node.tokens[1:]
    texts = [t.text for t in after]
    if texts.count("=") != 1 or {"(", "++", "--", "[", "{", "new"} & set(texts):
        return None
    return {t.text for t in node.tokens if word(t)} - MODIFIERS - SCALARS


def swap_statements(tree, random):
    """Neighbours of which one is a plain declaration, and that have no name in common, change places."""
    for node in walk(tree):
        if node.kind != "block":
            continue
        at = 0
        while at + 1 < len(node.items):
            left, right = node.items[at], node.items[at + 1]
            words = plain_declaration(left) or plain_declaration(right)
            other = right if plain_declaration(left) else left
            if words and other.kind == "simple" and declared(other.tokens) and random.random() < 0.8 and \
                    not words & {t.text for t in other.tokens if word(t)}:
                node.items[at:at + 2] = [right, left]
                at += 1
            at += 1


def constants(tree, random, most=2):
    """Numbers get a name at the top."""
    cpp, found = is_cpp(tree), {}
    for f in functions(tree):
        tokens = flat(f.body)
        for before, token in zip(tokens, tokens[1:]):
            if token.kind == "number" and re.fullmatch(r"[1-9]\d{1,7}", token.text) and before.text != "case":
                found.setdefault(token.text, []).append(token)
    for text in random.sample(sorted(found), min(most, len(found))):
        name = f"CONST_{random.choice(STEMS).upper()}_{text}"
        for token in found[text]:
            token.text, token.kind = name, "word"
        if cpp:
            at = next(i for i, m in enumerate(tree.members) if m.kind != "simple" or "using" not in
                      [t.text for t in m.tokens] and m.tokens[0].kind != "pre")
            tree.members.insert(at, simple(f"const int {name} = {text};"))
        else:
            # A nested class may use it as well: it stands in the class with main.
            home = [t for t in types(tree) if any(m.kind == "function" and name_of(m) == "main" for m in t.members)]
            if home:
                home[0].members.insert(0, simple(f"static final int {name} = {text};"))


def prototypes(tree):
    """C++: the free functions are made known before the first, so that their order is free."""
    free = [m for m in tree.members if m.kind == "function" and name_of(m) != "main"]
    if any({"template", "auto", "=", "operator", "::"} & {t.text for t in m.header} for m in free) or not free:
        return False
    at = tree.members.index(free[0])
    # Types and constants must be known before.
    late = [m for m in tree.members[at:] if m.kind != "function"]
    tree.members[at:] = late + [m for m in tree.members[at:] if m.kind == "function"]
    lines = [Node("simple", tokens=[t.copy() for t in m.header] + lex(";")) for m in free]
    tree.members[at + len(late):at + len(late)] = lines
    return True


def shuffle_functions(tree, random):
    cpp = is_cpp(tree)
    for node in [tree] + types(tree):
        if node is tree and cpp and not prototypes(tree):
            continue
        for places in shuffled_together(node.members):
            moved = [node.members[i] for i in places]
            random.shuffle(moved)
            for place, member in zip(places, moved):
                node.members[place] = member


def shuffled_together(members):
    """The places of functions, in groups that no label as `private:` parts."""
    groups = [[]]
    for index, member in enumerate(members):
        if member.kind == "function":
            groups[-1].append(index)
        elif member.kind == "simple" and member.tokens[-1].text == ":":
            groups.append([])
    return groups


# L4 -----------------------------------------------------------------------------------------------------------------

OUTPUT = (["System", ".", "out", "."], ["std", "::", "cout", "<<"])


def free_words(tokens):
    """The names in an expression that are not members of something."""
    found = []
    for index, token in enumerate(tokens):
        if not word(token) or index and tokens[index - 1].text in (".", "::", "->"):
            continue
        if token.text not in found:
            found.append(token.text)
    return found


def needed(tokens, known, outside):
    """The parameters that a function with these tokens needs, [(type, name)]; None where that is not known."""
    result = []
    for name in free_words(tokens):
        if name in known:
            if known[name] == "?" or "auto" in known[name] or "var" == known[name]:
                return None
            result.append((known[name], name))
        elif name not in outside:
            return None
    return result


def extract(tree, random, most=3):
    """Conditions and lines of output become functions of their own."""
    cpp = is_cpp(tree)
    outside = FREE | fields(tree) | {name_of(f) for f in functions(tree)} | set(type_names(tree))
    places = []
    for home in [tree] + types(tree):
        if cpp and home is not tree:
            continue
        for function in [m for m in home.members if m.kind == "function"]:
            known = locals_of(function)
            for node in walk(function.body):
                if node.kind in ("if", "while") and len(node.head) > 6 and not assigned(node.head):
                    places.append((home, function, known, node))
                elif node.kind == "simple" and [t.text for t in node.tokens[:4]] in OUTPUT or \
                        node.kind == "simple" and node.tokens[0].text in ("cout", "printf"):
                    places.append((home, function, known, node))
    random.shuffle(places)
    for number, (home, function, known, node) in enumerate(places):
        if most == 0:
            break
        tokens = node.tokens if node.kind == "simple" else node.head[1:-1]
        wanted = needed(tokens, known, outside)
        if wanted is None or node.kind == "simple" and (assigned(tokens[:-1]) or len(wanted) == 0):
            continue
        most -= 1
        name = random.choice(["check", "test", "is", "handle", "do"]) + random.choice(STEMS).capitalize() + str(number)
        given = ", ".join(f"{kind if not cpp or kind in SCALARS or kind.endswith('&') else kind + '&'} {n}"
                          for kind, n in wanted)
        call = f"{name}({', '.join(n for _, n in wanted)})"
        kind = "void" if node.kind == "simple" else "bool" if cpp else "boolean"
        static = "static " if cpp or any(t.text == "static" for t in function.header) else ""
        body = [Node("simple", tokens=[t.copy() for t in tokens])] if kind == "void" else \
            [Node("simple", tokens=lex("return") + [t.copy() for t in tokens] + lex(";"))]
        body[0].tokens[1 if kind != "void" else 0].space = True
        made = Node("function", header=lex(f"{static}{kind} {name}({given})"), body=block(body), members=None)
        home.members.insert(home.members.index(function), made)
        if kind == "void":
            node.tokens = lex(call + ";")
        else:
            node.head = lex(f"({call})")
            node.head[0].space = True


# L5 -----------------------------------------------------------------------------------------------------------------

def has_jump(node, text):
    return any(t.text == text for t in flat(node))


def as_block(node):
    return node if node.kind == "block" else block([node])


def replace(tree, old, new):
    for node in walk(tree):
        if node.kind == "block":
            node.items = [new if item is old else item for item in node.items]
        elif node.kind in ("for", "while", "do") and node.body is old:
            node.body = new
        elif node.kind == "if":
            node.then = new if node.then is old else node.then
            node.other = new if node.other is old else node.other


def loops(tree, random, share=1.0):
    """for becomes while and while becomes for."""
    for node in list(walk(tree)):
        if random.random() >= share:
            continue
        if node.kind == "for":
            parts = split_at(node.head[1:-1], ";")
            if len(parts) != 3 or not parts[1] or has_jump(node.body, "continue"):
                continue
            first = [Node("simple", tokens=parts[0] + lex(";"))] if parts[0] else []
            steps = [Node("simple", tokens=p + lex(";")) for p in split_at(parts[2], ",") if p]
            head = lex("(") + parts[1] + lex(")")
            head[0].space, head[1].space = True, False
            body = block(as_block(node.body).items + steps)
            loop = Node("while", keyword=lex("while")[0], head=head, body=body)
            replace(tree, node, Node("block", opening=op("{"), items=first + [loop], closing=op("}"), loose=True))
        elif node.kind == "while":
            head = lex("(;") + node.head[1:-1] + lex("; )")
            head[0].space, head[2].space, head[-1].space = True, True, False
            replace(tree, node, Node("for", keyword=lex("for")[0], head=head, body=node.body))
    unwrap(tree)


def unwrap(tree):
    """Blocks that only `loops` made go where their variable has a name of its own in the function."""
    for function in functions(tree):
        names = [d[1] for n in walk(function.body) for d in [n.kind == "simple" and declared(n.tokens)] if d]
        names += [d[1] for n in walk(function.body) if n.kind == "for" for d in [declared(n.head[1:-1])] if d]
        names += [name for _, name in parameters(function)]
        for node in [n for n in walk(function.body) if n.kind == "block"]:
            items = []
            for item in node.items:
                first = declared(flat(item.items[0])) if getattr(item, "loose", False) else None
                items += item.items if first and names.count(first[1]) == 1 else [item]
            node.items = items


def steps(tree, random):
    """i++ as i += 1, x += e as x = x + (e)."""
    for function in functions(tree):
        known = locals_of(function)
        for node in walk(function.body):
            if node.kind != "simple":
                continue
            texts = [t.text for t in node.tokens]
            if texts[1:] == ["++", ";"] or texts[:1] == ["++"] and texts[2:] == [";"]:
                name = node.tokens[0].text if word(node.tokens[0]) else node.tokens[1].text
                if random.random() < 0.7 and known.get(name) in ("int", "long", "size_t"):
                    node.tokens = lex(f"{name} += 1;" if random.random() < 0.5 else f"{name} = {name} + 1;")
            elif len(texts) > 3 and texts[1] in ("+=", "-=") and known.get(texts[0]) in ("int", "long", "double"):
                tail = [t.copy() for t in node.tokens[2:-1]]
                if len(tail) == 1:
                    node.tokens = lex(f"{texts[0]} = {texts[0]} {texts[1][0]} {tail[0].text};")


# L6 -----------------------------------------------------------------------------------------------------------------

FLIP = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def flip(tree, random, share=0.7):
    """a < b as b > a, where both are single words."""
    for node in walk(tree):
        if node.kind not in ("if", "while", "for"):
            continue
        for i in range(1, len(node.head) - 3):
            before, left, middle, right, after = node.head[i - 1:i + 4]
            if middle.text in FLIP and before.text in ("(", "&&", "||", ";") and after.text in (")", "&&", "||", ";") \
                    and {left.kind, right.kind} <= {"word", "number"} and random.random() < share:
                left.text, right.text, middle.text = right.text, left.text, FLIP[middle.text]
                left.kind, right.kind = right.kind, left.kind


def invert(tree, random, share=0.8):
    """The branches of if and else change places."""
    for node in walk(tree):
        if node.kind == "if" and node.other is not None and node.other.kind != "if" and random.random() < share \
                and not has_jump(Node("simple", tokens=node.head), "instanceof"):
            if any(t.text == ";" for t in node.head):
                continue
            node.head = lex("(!") + node.head + lex(")")
            node.head[0].space, node.head[2].space = True, False
            node.then, node.other = as_block(node.other), as_block(node.then)


def split(tree, random, share=0.6):
    """A returned expression and a condition get a name first; a && b become two ifs."""
    cpp, number = is_cpp(tree), 0
    for function in functions(tree):
        texts = [t.text for t in function.header]
        kept = function.header[:texts.index("(") - 1] if "(" in texts else []
        kind = " ".join(t.text for t in kept if t.text not in MODIFIERS and not t.text.startswith("@"))
        for node in [n for n in walk(function.body) if n.kind == "block"]:
            items = []
            for item in node.items:
                number += 1
                name = f"r{number}" if random.random() < 0.5 else f"help{number}"
                take = random.random() < share
                if take and item.kind == "simple" and item.tokens[0].text == "return" and len(item.tokens) > 4 and \
                        kind and item.tokens[1].text != "{" and "&" not in kind and "auto" not in kind:
                    made = lex(f"{kind} {name} =") + item.tokens[1:]
                    items += [Node("simple", tokens=made), simple(f"return {name};")]
                elif take and item.kind == "if" and item.other is None and not assigned(item.head):
                    parts = split_at(item.head[1:-1], "&&")
                    if len(parts) == 2 and not any(t.text == "||" for t in item.head):
                        heads = [lex("(") + part + lex(")") for part in parts]
                        heads[0][0].space = heads[1][0].space = True
                        heads[1][1].space = False
                        inner = Node("if", keyword=lex("if")[0], head=heads[1], then=item.then, word=None, other=None)
                        item.head, item.then = heads[0], block([inner])
                        items.append(item)
                    else:
                        hold = lex(f"{'bool' if cpp else 'boolean'} {name} =") + item.head[1:-1] + lex(";")
                        if hold[3].kind == "word":
                            hold[3].space = True
                        item.head = lex(f"({name})")
                        item.head[0].space = True
                        items += [Node("simple", tokens=hold), item]
                else:
                    items.append(item)
            node.items = items


# insert -------------------------------------------------------------------------------------------------------------

LEAVES = {"return", "break", "continue", "throw", "yield"}


def completes(node):
    """Whether what stands after a statement can be reached, as a compiler sees it; in doubt it cannot."""
    if node.kind == "simple":
        return node.tokens[0].text not in LEAVES | {"switch"}
    if node.kind == "block":
        return not node.items or completes(node.items[-1])
    if node.kind == "if":
        return node.other is None or completes(node.then) or completes(node.other)
    if node.kind in ("while", "for"):
        return bool([t for t in node.head[1:-1] if t.text not in ("true", ";", "1")])
    return node.kind != "do" and all(completes(body) for _, body in node.parts)


def insert(tree, random, share=0.85):
    """After nearly every statement stands one that does nothing."""
    number = 0
    for function in functions(tree):
        for node in walk(function.body):
            if node.kind == "if":
                node.then = as_block(node.then)
                node.other = as_block(node.other) if node.other is not None and node.other.kind != "if" else node.other
            elif node.kind in ("for", "while", "do"):
                node.body = as_block(node.body)
        for node in [n for n in walk(function.body) if n.kind == "block"]:
            items, names = [], []
            for item in node.items:
                first = flat(item)[0].text
                dead = None
                if random.random() < share and first not in ("super", "this"):
                    number += 1
                    dead = dead_statement(random, names, number)
                after = completes(item)
                items += ([item, dead] if after else [dead, item]) if dead else [item]
            node.items = items


def dead_statement(random, names, number):
    choice = random.randrange(5)
    if not names or choice == 0:
        names.append(f"dummy{number}")
        return simple(f"int {names[-1]} = {random.randrange(2, 99)};")
    name = random.choice(names)
    if choice == 1:
        return simple(f"{name} = {name} * {random.randrange(2, 9)} % {random.randrange(11, 99)};")
    if choice == 2:
        tree = Node("if", keyword=lex("if")[0], head=lex(f" ({name} < 0)"), then=block([simple(f"{name} = 0;")]),
                    word=None, other=None)
        return tree
    if choice == 3:
        return simple(f"{name} += {random.randrange(1, 50)};")
    names.append(f"unused{number}")
    return simple(f"int {names[-1]} = {name} + {random.randrange(1, 50)};")
