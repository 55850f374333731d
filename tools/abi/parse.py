"""Reads the ABI headers. They are written in a small, regular part of C; anything else is refused.

A header consists of, in this order: a comment that opens with its own path and says what it is for,
the include guard, includes, and between `extern "C" {` and `}` nothing but

    #define ACH_NAME value                          a constant or an interface id
    enum { ACH_A = 0, ACH_B = 1 };                   constants
    typedef int32_t ach_name;                        another name for a scalar
    typedef struct ach_name ach_name_t;              something only the other side looks into
    typedef struct ach_name { members } ach_name_t;
    typedef result(ACH_CALL* ach_name_fn)(parameters) ACH_NOEXCEPT;
    ACH_EXPORT result ACH_CALL ach_name(parameters) ACH_NOEXCEPT;    the entry point

A comment belongs to what follows it, or to what stands before it on the same line.
"""

import re

from model import (Abi, Constant, FormatError, FunctionType, Header, Member, OWNERSHIP, Param,
                   Signature, Struct)

TOKEN = re.compile(r"""
    (?P<comment>/\*.*?\*/)
  | (?P<directive>^[ \t]*\#(?:\\\n|[^\n])*)
  | (?P<string>"(?:\\.|[^"\\\n])*")
  | (?P<number>\b[0-9][0-9A-Za-z]*)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<mark><<|[-+{}()\[\];,*=:<>!&|])
  | (?P<space>[ \t\n]+)
""", re.VERBOSE | re.DOTALL | re.MULTILINE)


def clean(comment):
    """A comment's text: without its delimiters and the stars at the left."""
    lines = comment[2:-2].split("\n")
    lines = [re.sub(r"^ ?\* ?", "", line.strip() if i == 0 else line.lstrip()).rstrip()
             for i, line in enumerate(lines)]
    return "\n".join(lines).strip()


class Token:
    def __init__(self, kind, text, line):
        self.kind, self.text, self.line = kind, text, line
        self.end_line = line + text.count("\n")


def tokens_of(text, name):
    position, line, found = 0, 1, []
    while position < len(text):
        match = TOKEN.match(text, position)
        if not match:
            raise FormatError(f"{name}:{line}: cannot read {text[position:position + 20]!r}")
        if match.lastgroup != "space":
            found.append(Token(match.lastgroup, match.group().lstrip(" \t"), line))
        line += match.group().count("\n")
        position = match.end()
    return found


def without_cplusplus(tokens):
    """What a C compiler sees of the conditional parts."""
    kept, stack = [], []
    for token in tokens:
        if token.kind == "directive":
            word = re.match(r"#\s*(\w+)", token.text).group(1)
            if word in ("if", "ifdef", "ifndef"):
                stack.append("__cplusplus" not in token.text)
                continue
            if word == "else":
                stack[-1] = not stack[-1]
                continue
            if word == "endif":
                stack.pop()
                continue
        if all(stack):
            kept.append(token)
    return kept


class Parser:
    def __init__(self, abi, name, text):
        self.abi, self.name = abi, name
        self.tokens = without_cplusplus(tokens_of(text, name))
        self.at = 0

    # --- moving

    def error(self, message, token=None):
        token = token or self.tokens[min(self.at, len(self.tokens) - 1)]
        raise FormatError(f"{self.name}:{token.line}: {message}")

    def peek(self, offset=0):
        index, seen = self.at, 0
        while index < len(self.tokens):
            if self.tokens[index].kind != "comment":
                if seen == offset:
                    return self.tokens[index]
                seen += 1
            index += 1
        return Token("end", "", self.tokens[-1].line)

    def next(self):
        while self.at < len(self.tokens) and self.tokens[self.at].kind == "comment":
            self.at += 1
        if self.at == len(self.tokens):
            self.error("the file ends in the middle of a declaration")
        self.at += 1
        return self.tokens[self.at - 1]

    def take(self, text):
        token = self.next()
        if token.text != text:
            self.error(f"expected '{text}', found '{token.text}'", token)
        return token

    def accept(self, text):
        if self.peek().text == text:
            self.next()
            return True
        return False

    def word(self):
        token = self.next()
        if token.kind != "word":
            self.error(f"expected a name, found '{token.text}'", token)
        return token.text

    def comment_before(self):
        """The comments between here and the next token, joined; consumes them."""
        texts = []
        while self.at < len(self.tokens) and self.tokens[self.at].kind == "comment":
            texts.append(clean(self.tokens[self.at].text))
            self.at += 1
        return "\n".join(texts)

    def comment_behind(self, line):
        """A comment that starts on `line`, behind what was just read; consumes it."""
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.kind == "comment" and token.line == line:
                self.at += 1
                return clean(token.text)
        return ""

    # --- the file

    def header(self):
        first = self.tokens[0]
        expected = f"achronyme/abi/{self.name}"
        if first.kind != "comment" or first.line != 1:
            self.error("a header opens with a comment: its path, then what it is for", first)
        path, _, essay = clean(first.text).partition("\n")
        if path != expected:
            self.error(f"the first line must be '/* {expected}', it is '{path}'", first)
        if len(essay.strip()) < 20:
            self.error("say in the opening comment what this header is for", first)
        self.at = 1
        title = essay.strip().split("\n\n")[0].replace("\n", " ")
        self.abi.headers.append(Header(self.name, title, essay.strip()))
        while True:
            comment = self.comment_before()
            if self.at >= len(self.tokens):
                return
            self.declaration(comment)

    def declaration(self, comment):
        token = self.peek()
        if token.kind == "directive":
            self.directive(self.next(), comment)
        elif token.text == "enum":
            self.enum(comment)
        elif token.text == "typedef":
            self.typedef(comment)
        elif token.text == "ACH_EXPORT":
            self.entry_point(comment)
        elif token.text == "_Static_assert":
            while self.next().text != ";":
                pass
        else:
            self.error(f"'{token.text}' opens nothing that a header of the ABI may hold")

    def directive(self, token, comment):
        if re.match(r"#\s*include\b", token.text):
            return
        match = re.match(r"#\s*define\s+(\w+)(\([^)]*\))?[ \t]*((?:\\\n|[^\n])*)", token.text)
        if not match:
            self.error(f"'{token.text.splitlines()[0]}' is no #include or #define", token)
        name, parameters, body = match.groups()
        body, _, behind = body.partition("/*")
        body = body.strip()
        if parameters or not body or not name.startswith("ACH_"):
            return  # the guard, a function-like macro or an empty word: no part of the binary shape
        if re.fullmatch(r"__attribute__\(\(.*\)\)", body):
            return
        comment = comment or behind.removesuffix("*/").strip()
        if body.startswith('"'):
            text = body.strip('"')
            self.constant(name, text, comment)
            if name.startswith("ACH_IF_"):
                self.abi.interfaces[text] = {"header": self.name, "macro": name}
        elif body == "UINT32_MAX":
            self.constant(name, 0xFFFFFFFF, comment)
        elif re.fullmatch(r"[0-9]+u?", body):
            self.constant(name, int(body.rstrip("u")), comment)
        else:
            self.error(f"{name}: '{body}' is no number and no string", token)

    def constant(self, name, value, comment):
        if name in self.abi.constants:
            self.error(f"{name} is defined twice")
        self.abi.constants[name] = Constant(name, value, self.name, comment)

    def enum(self, comment):
        self.take("enum")
        self.take("{")
        while not self.accept("}"):
            above = self.comment_before()
            name = self.word()
            self.take("=")
            value = self.number()
            line = self.tokens[self.at - 1].line
            more = self.accept(",")
            behind = self.comment_behind(line)
            self.constant(name, value, above or behind or comment)
            if not more and self.peek().text != "}":
                self.error("expected ',' or '}' in an enum")
        self.take(";")

    def number(self):
        sign = -1 if self.accept("-") else 1
        token = self.next()
        if token.kind != "number":
            self.error(f"enumerators have explicit numbers; found '{token.text}'", token)
        value = int(token.text.rstrip("u"), 0)
        if self.accept("<<"):
            value <<= int(self.next().text.rstrip("u"), 0)
        return sign * value

    # --- types

    def typedef(self, comment):
        start = self.take("typedef")
        if self.peek().text == "struct" and self.peek(2).text == "{":
            return self.struct(comment, start)
        if self.peek().text == "struct" and self.peek(2).kind == "word":
            self.take("struct")
            name, alias = self.word(), self.word()
            self.take(";")
            self.abi.opaque[alias] = name
            return None
        returns = self.type()
        if self.accept("("):
            self.take("ACH_CALL")
            self.take("*")
            name = self.word()
            self.take(")")
            signature = Signature(returns, self.parameters())
            self.take("ACH_NOEXCEPT")
            self.take(";")
            self.abi.functions[name] = FunctionType(name, self.name, start.line, comment, signature)
            return None
        name = self.word()
        self.take(";")
        self.abi.aliases[name] = returns
        return None

    def type(self):
        """A type up to, not including, the name: words and stars."""
        words = []
        while self.peek().text in ("const", "struct"):
            words.append(self.word())
        words.append(self.word())
        text = " ".join(words)
        while self.accept("*"):
            text += "*"
        return text

    def struct(self, comment, start):
        self.take("struct")
        name = self.word()
        open_line = self.take("{").line
        behind_open = self.comment_behind(open_line)
        members = []
        while True:
            above = self.comment_before()
            if self.accept("}"):
                break
            members.extend(self.members(above))
        alias = self.word()
        end = self.take(";")
        comment = comment or behind_open or self.comment_behind(end.line)
        if name in self.abi.structs:
            self.error(f"struct {name} is declared twice", start)
        self.abi.structs[name] = Struct(name, alias, self.name, start.line, comment, members)

    def members(self, above):
        """One declaration of members: usually one, `double re, im;` two."""
        line = self.peek().line
        type_name = self.type()
        if self.accept("("):
            self.take("ACH_CALL")
            self.take("*")
            name = self.word()
            self.take(")")
            signature = Signature(type_name, self.parameters())
            self.take("ACH_NOEXCEPT")
            end = self.take(";")
            comment = above or self.comment_behind(end.line)
            return [Member(name, signature.text(), line, comment, 1, signature)]
        names = []
        while True:
            name, count = self.word(), 1
            if self.accept("["):
                count = int(self.next().text)
                self.take("]")
            names.append((name, count))
            if not self.accept(","):
                break
        end = self.take(";")
        comment = above or self.comment_behind(end.line)
        return [Member(name, type_name, line, comment, count) for name, count in names]

    def parameters(self):
        self.take("(")
        if self.accept(")"):
            return []
        if self.peek().text == "void" and self.peek(1).text == ")":
            self.take("void")
            self.take(")")
            return []
        params = []
        while True:
            ownership = None
            if self.peek().text in OWNERSHIP:
                ownership = self.word()
            type_name = self.type()
            if self.accept("("):
                self.take("ACH_CALL")
                self.take("*")
                name = self.word()
                self.take(")")
                signature = Signature(type_name, self.parameters())
                params.append(Param(signature.text(), name, ownership, signature))
            else:
                params.append(Param(type_name, self.word(), ownership))
            if not self.accept(","):
                break
        self.take(")")
        return params

    def entry_point(self, comment):
        start = self.take("ACH_EXPORT")
        returns = self.type()
        self.take("ACH_CALL")
        name = self.word()
        signature = Signature(returns, self.parameters())
        self.take("ACH_NOEXCEPT")
        self.take(";")
        self.abi.functions[name] = FunctionType(name, self.name, start.line, comment, signature)


def parse_headers(folder):
    """The ABI of a folder of headers; base.h first, the others by name."""
    abi = Abi()
    paths = sorted(folder.glob("*.h"), key=lambda path: (path.name != "base.h", path.name))
    # A header may use what another one declares: value.h stands under native.h.
    pending = {path.name: path.read_text(encoding="utf-8") for path in paths}
    order = []

    def visit(name):
        if name in order:
            return
        for included in re.findall(r'#include "achronyme/abi/(\w+\.h)"', pending[name]):
            visit(included)
        order.append(name)

    for name in pending:
        visit(name)
    for name in order:
        Parser(abi, name, pending[name]).header()
    return abi
