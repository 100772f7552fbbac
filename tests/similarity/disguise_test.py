"""Checks of the disguising machine: what it writes, that it is the same each time, and that the corpus is up to date."""
import ast
import contextlib
import io
import random
import subprocess
import sys
import unittest

import braces
import braces_changes
import disguise
import python_changes

PYTHON = '''"""Doubles."""


# the numbers so far
def doubled(values, least):
    """Twice each."""
    out = []
    for position in range(len(values)):
        if values[position] > least and values[position] < 50:  # small ones
            out.append(values[position] * 2)
        else:
            out.append(0)
    return out


def main():
    first = 10
    second = [1, 20, 30]
    second.append(99)
    print(doubled(second, first))


main()
'''
JAVA = '''import java.util.*;
// sums
public class Main {
    static int sum(List<Integer> values, int least) {
        int total = 0; // so far
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) > least && i < 100) total += values.get(i); else total++;
        }
        return total + values.size();
    }
    public static void main(String[] args) {
        int limit = 10;
        String text = "a // no comment; { }";
        while (true) { if (limit > 3) return; }
    }
}
'''


def words(source):
    return [t.text for t in braces.lex(source)]


def printed(source):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(source, "disguised", "exec"), {"__name__": "x"})
    return out.getvalue()


class Braces(unittest.TestCase):
    def test_printing_what_was_parsed_loses_nothing(self):
        for file in sorted(disguise.CORPUS.glob("*/s*/*")):
            if file.suffix in (".java", ".cpp") and "-" not in file.parent.name:
                source = file.read_text()
                self.assertEqual(words(braces.show(braces.parse(source))), words(source), file)

    def test_texts_are_not_read_as_comments_or_braces(self):
        self.assertIn('"a // no comment; { }"', words(JAVA))

    def test_a_library_name_is_not_renamed(self):
        tree = braces.parse(JAVA)
        braces_changes.rename(tree, random.Random(1))
        text = braces.show(tree)
        self.assertIn(".size()", text)
        self.assertIn("static void main(String[]", text)
        self.assertNotIn("total", text)

    def test_for_becomes_while_with_its_step_at_the_end(self):
        tree = braces.parse(JAVA)
        braces_changes.loops(tree, random.Random(1))
        text = braces.show(tree)
        self.assertIn("while (i < values.size())", text)
        self.assertRegex(text, r"i\+\+;\n\s*}")
        self.assertIn("for (; true;)", text)

    def test_a_loop_that_continues_stays(self):
        source = "class A { void f() { for (int i = 0; i < 3; i++) { if (i == 1) continue; g(i); } } }"
        tree = braces.parse(source)
        braces_changes.loops(tree, random.Random(1))
        self.assertNotIn("while", braces.show(tree))

    def test_nothing_is_inserted_where_it_cannot_be_reached(self):
        tree = braces.parse("class A { int f(int a) { if (a > 1) { return 1; } else { return 2; } } }")
        braces_changes.insert(tree, random.Random(1), share=1.0)
        self.assertRegex(braces.show(tree), r"return 2;\n\s*}\n\s*}\n}")


class Python(unittest.TestCase):
    def test_every_level_does_the_same(self):
        for level in disguise.LEVELS:
            for seed in range(10):
                text = disguise.disguise(PYTHON, "main.py", level, seed)
                self.assertEqual(printed(text), printed(PYTHON), f"{level} {seed}\n{text}")
                self.assertNotEqual(text, PYTHON)

    def test_comments_go(self):
        self.assertNotIn("small ones", disguise.disguise(PYTHON, "main.py", "L1", 4))

    def test_renaming_leaves_no_name_of_the_program(self):
        tree = ast.parse(PYTHON)
        python_changes.rename(tree, random.Random(3))
        names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
        self.assertFalse(names & {"values", "least", "out", "first", "second", "doubled"})
        self.assertIn("main", names)


class Corpus(unittest.TestCase):
    def test_the_same_seed_gives_the_same_text(self):
        for name, source in (("main.py", PYTHON), ("Main.java", JAVA)):
            for level in disguise.LEVELS:
                self.assertEqual(disguise.disguise(source, name, level, 7), disguise.disguise(source, name, level, 7))

    def test_labels_name_originals_and_copies(self):
        text = disguise.labels(["s1", "s1-L2-m", "s1-L6-a", "s2"])
        self.assertEqual(text.splitlines()[1:], ["s1,s1-L2-m,1,L2", "s1,s1-L6-a,1,L6", "s1,s2,0,independent",
                                                 "s1-L2-m,s2,0,independent", "s1-L6-a,s2,0,independent"])

    def test_what_is_committed_is_what_the_machine_writes(self):
        # ast.unparse writes some expressions differently from version to version.
        if sys.version_info[:2] != (3, 11):
            self.skipTest("made with Python 3.11")
        done = subprocess.run([sys.executable, "-B", disguise.__file__, "check"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_corpus_is_small(self):
        self.assertLess(sum(f.stat().st_size for f in disguise.CORPUS.rglob("*") if f.is_file()), 3_000_000)


if __name__ == "__main__":
    unittest.main()
