#!/usr/bin/env python3
"""embed_page.py OUT.cc FILE…: the page of the report as constants, so that the library needs no files beside it.

One FILE ends in .html; those in .css and those in .js are joined in the order given. The scripts share one function, so
that they see each other and nobody else sees them.
"""
import json
import sys
from pathlib import Path


def literal(text):
    # Adjacent literals of a line each: compilers bound the length of one.
    return "\n".join(f"    {json.dumps(line + chr(10), ensure_ascii=False)}" for line in text.splitlines())


def main():
    out, *names = sys.argv[1:]
    parts = {".html": "", ".css": "", ".js": ""}
    for name in names:
        parts[Path(name).suffix] += Path(name).read_text(encoding="utf-8")
    if "</" in parts[".css"] or "</script" in parts[".js"].lower() or "<!--" in parts[".js"]:
        sys.exit("a style or script would end its own element: write '<' + '/script'")
    # The line ends around it are part of the element's text, and so of its hash.
    script = f"\n(() => {{\n'use strict';\n{parts['.js']}}})();\n"
    Path(out).write_text(
        '// Made of the files of plagiarism/report/page.\n#include "plagiarism/report/page.h"\n\n'
        "namespace assay::plagiarism::report {\n"
        f"const std::string_view kPageHtml =\n{literal(parts['.html'])};\n"
        f"const std::string_view kPageStyle =\n{literal(chr(10) + parts['.css'])};\n"
        f"const std::string_view kPageScript =\n{literal(script)};\n"
        "}  // namespace assay::plagiarism::report\n", encoding="utf-8")


if __name__ == "__main__":
    main()
