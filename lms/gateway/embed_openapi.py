#!/usr/bin/env python3
"""embed_openapi.py YAML OUT.cc: the API's description as two constants, so that the binary needs no file beside it."""
import json
import sys
from pathlib import Path

import yaml


def literal(text):
    # Adjacent literals of a few lines each: compilers bound the length of one.
    return "\n".join(f"    {json.dumps(line + chr(10), ensure_ascii=False)}" for line in text.splitlines())


def main():
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    document = json.dumps(yaml.safe_load(text), indent=1, ensure_ascii=False)
    Path(sys.argv[2]).write_text(
        f'// Made of {Path(sys.argv[1]).name}.\n#include "lms/gateway/openapi_data.h"\n\nnamespace assay::gateway {{\n'
        f"const std::string_view kOpenapiYaml =\n{literal(text)};\n"
        f"const std::string_view kOpenapiJson =\n{literal(document)};\n"
        "}  // namespace assay::gateway\n", encoding="utf-8")


if __name__ == "__main__":
    main()
